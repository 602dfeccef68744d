using Npgsql;
using StageSurveys.Contracts;
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

    public async Task RunAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public static TouchpointEventMessage Event(string id, string customer = "c1", string? email = "camille@example.org", string touchpoint = "delivery", DateTimeOffset? at = null) => new()
    {
        EventId = id,
        Touchpoint = touchpoint,
        OccurredAt = (at ?? TimeProvider.System.GetUtcNow().AddMinutes(-5)).ToString("yyyy-MM-ddTHH:mm:sszzz"),
        Customer = new CustomerMessage { Id = customer, Email = email, Name = "Camille Martin", Locale = "fr-FR" },
    };
}
