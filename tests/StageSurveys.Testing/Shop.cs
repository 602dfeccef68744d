using Npgsql;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Testing;

/// <summary>A journey "online-shop" whose touchpoint "delivery" asks everybody at once by the ready questionnaire after a delivery.</summary>
public sealed class Shop(TestDatabase database)
{
    /// <summary>Complete answers to the questionnaire.</summary>
    public static object Answers(int face = 4, string? comment = null) => comment is null
        ? new { face, goal = "yes", problems = "none" }
        : new { face, goal = "partly", problems = new[] { new { problem = "late", severity = 2, resolved = "no" } }, comment };

    /// <summary>Puts the journey, the published survey and the trigger into an empty database.</summary>
    public static async Task<Shop> OpenAsync(TestDatabase database, string questionnaire = "after-delivery")
    {
        await using var db = database.OpenDb();
        await FillAsync(db, questionnaire);
        return new Shop(database);
    }

    /// <inheritdoc cref="OpenAsync"/>
    public static async Task FillAsync(StageSurveysDb db, string questionnaire = "after-delivery")
    {
        var delivery = new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") };
        var stage = new Stage { Key = "post-purchase", Name = new LocalText("Post-achat", "Post-purchase"), Phase = StagePhase.After, Touchpoints = [delivery] };
        db.Journeys.Add(new Journey { Key = "online-shop", Name = new LocalText("Boutique en ligne", "Online shop"), Stages = [stage] });
        var ready = ReadyQuestionnaires.Find(questionnaire)!;
        var survey = new Survey { Key = ready.Key, Name = ready.Name, Draft = ready.Definition };
        db.Surveys.Add(survey);
        db.SurveyVersions.Add(new SurveyVersion { SurveyId = survey.Id, Number = 1, Definition = ready.Definition, PublishedAt = TimeProvider.System.GetUtcNow() });
        db.Triggers.Add(new Trigger { TouchpointId = delivery.Id, SurveyId = survey.Id, DelayMinutes = 0, SamplingRate = 1, PersonaIds = [], ExpiryDays = 14 });
        await db.SaveChangesAsync();
    }

    /// <summary>An event as the shop tells it, of a customer of its own with the address "id@example.org".</summary>
    public static object Event(string id, string locale = "fr-FR", object? attributes = null) => new
    {
        eventId = id,
        touchpoint = "delivery",
        occurredAt = TimeProvider.System.GetUtcNow().AddMinutes(-2).ToString("yyyy-MM-ddTHH:mm:sszzz"),
        customer = new { id, email = $"{id}@example.org", name = "Camille Martin", locale, attributes = attributes ?? new { } },
        context = new { order = "A-1" },
    };

    public async Task<T> OneAsync<T>(string sql, params object[] values) => (await AllAsync<T>(sql, values)).Single();

    public async Task<List<T>> AllAsync<T>(string sql, params object[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    public Task<long> CountAsync(string from) => OneAsync<long>($"SELECT count(*) FROM {from}");
}
