using Npgsql;
using StageSurveys.Contracts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests;

/// <summary>Arranges a journey with a touchpoint "delivery" and a survey that can be triggered there.</summary>
public sealed class Workspace(TestDatabase database)
{
    public Guid TouchpointId { get; private set; }
    public Guid SurveyId { get; private set; }

    public static async Task<Workspace> WithDeliveryAsync(TestDatabase database, bool published = true)
    {
        var workspace = new Workspace(database);
        await using var db = database.OpenDb();
        var touchpoint = new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") };
        var stage = new Stage { Key = "after", Name = new LocalText("Après", "After"), Phase = StagePhase.After, Touchpoints = [touchpoint] };
        db.Journeys.Add(new Journey { Key = "shop", Name = new LocalText("Boutique", "Shop"), Stages = [stage] });
        var survey = new Survey { Key = "after-delivery", Name = new LocalText("Après la livraison", "After delivery"), Draft = "{}" };
        db.Surveys.Add(survey);
        await db.SaveChangesAsync();
        (workspace.TouchpointId, workspace.SurveyId) = (touchpoint.Id, survey.Id);
        if (published) await workspace.PublishAsync();
        return workspace;
    }

    public async Task PublishAsync()
    {
        await using var db = database.OpenDb();
        db.SurveyVersions.Add(new SurveyVersion
        {
            SurveyId = SurveyId,
            Number = 1,
            Definition = """{"elements":[{"type":"rating","name":"q1"},{"type":"comment","name":"q2"}]}""",
            PublishedAt = DateTimeOffset.UnixEpoch,
        });
        await db.SaveChangesAsync();
    }

    public async Task<Guid> TriggerAsync(int delayMinutes = 0, double rate = 1, Guid[]? personas = null, int expiryDays = 14)
    {
        await using var db = database.OpenDb();
        var trigger = new Trigger
        {
            TouchpointId = TouchpointId,
            SurveyId = SurveyId,
            DelayMinutes = delayMinutes,
            SamplingRate = rate,
            PersonaIds = personas ?? [],
            ExpiryDays = expiryDays,
        };
        db.Triggers.Add(trigger);
        await db.SaveChangesAsync();
        return trigger.Id;
    }

    public async Task<List<T>> QueryAsync<T>(string sql, params object[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    public async Task<T> OneAsync<T>(string sql, params object[] values) => (await QueryAsync<T>(sql, values)).Single();

    public Task<long> CountAsync(string table, string where = "true") => OneAsync<long>($"SELECT count(*) FROM {table} WHERE {where}");

    /// <summary>"Sent", "Suppressed:sampling", … of all lines, sorted.</summary>
    public Task<List<string>> LinesAsync() =>
        QueryAsync<string>("SELECT disposition || CASE WHEN reason = '' THEN '' ELSE ':' || reason END FROM invitations ORDER BY 1");

    public async Task<int> RunAsync(string sql, params object[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>A published survey "loyalty" with a trigger of its own at the same touchpoint.</summary>
    public async Task SecondSurveyAsync()
    {
        await using var db = database.OpenDb();
        var other = new Survey { Key = "loyalty", Name = new LocalText("Fidélité", "Loyalty"), Draft = "{}" };
        db.Surveys.Add(other);
        db.SurveyVersions.Add(new SurveyVersion { SurveyId = other.Id, Number = 1, Definition = "{}", PublishedAt = DateTimeOffset.UnixEpoch });
        db.Triggers.Add(new Trigger { TouchpointId = TouchpointId, SurveyId = other.Id });
        await db.SaveChangesAsync();
    }

    /// <summary>Takes events in and plans what is not planned yet.</summary>
    public async Task PlanAsync(EngineHost engine, params TouchpointEventMessage[] events)
    {
        await engine.Get<RecordTouchpoints>().RunAsync(events, "api", CancellationToken.None);
        await engine.Get<PlanInvitations>().RunAsync(await QueryAsync<Guid>("SELECT id FROM touchpoint_events WHERE planned_at IS NULL"), CancellationToken.None);
    }

    /// <summary>Queues what is due, and lets the sending look at every line, as often as the broker might.</summary>
    public async Task SendDueAsync(EngineHost engine)
    {
        await engine.Get<DueInvitations>().RunAsync(CancellationToken.None);
        foreach (var chunk in (await QueryAsync<Guid>("SELECT id FROM invitations ORDER BY id")).Chunk(100)) await engine.Get<SendInvitations>().RunAsync(chunk, CancellationToken.None);
    }

    public static TouchpointEventMessage Event(string id, string customer = "c1", string? email = "camille@example.org", string touchpoint = "delivery", DateTimeOffset? at = null) => new()
    {
        EventId = id,
        Touchpoint = touchpoint,
        OccurredAt = (at ?? TimeProvider.System.GetUtcNow().AddMinutes(-5)).ToString("yyyy-MM-ddTHH:mm:sszzz"),
        Customer = new CustomerMessage { Id = customer, Email = email, Name = "Camille Martin", Locale = "fr-FR" },
    };
}
