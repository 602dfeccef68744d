using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Surveys;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Scores;

/// <summary>Arranges a journey with touchpoints, personas and answers, all stored and none scored.</summary>
public sealed class ShopAnswers(TestDatabase database)
{
    private const string Definition =
        """
        {"pages":[{"name":"p","elements":[
          {"type":"radiogroup","name":"goal","measure":"goal","choices":["yes","partly","no"]},
          {"type":"rating","name":"face","measure":"face","rateMin":1,"rateMax":5},
          {"type":"rating","name":"csat","measure":"csat","rateMin":1,"rateMax":5},
          {"type":"rating","name":"ces","measure":"ces","rateMin":1,"rateMax":7},
          {"type":"rating","name":"nps","measure":"nps","rateMin":0,"rateMax":10},
          {"type":"rating","name":"importance","measure":"importance","rateMin":1,"rateMax":5},
          {"type":"emotionpicker","name":"emotion","measure":"emotion"},
          {"type":"problemlist","name":"problems","measure":"problems","problems":[
            {"value":"late","text":{"default":"Late","fr":"En retard"}},{"value":"damaged","text":{"default":"Damaged","fr":"Abîmé"}}]},
          {"type":"comment","name":"comment","measure":"verbatim"}]}]}
        """;

    private Guid version;

    public Dictionary<string, Guid> Touchpoints { get; } = [];
    public Dictionary<string, Guid> Personas { get; } = [];

    /// <summary>The moment the tests call now; answers are given before it.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static async Task<ShopAnswers> CreateAsync(TestDatabase database, params Touchpoint[] touchpoints)
    {
        var shop = new ShopAnswers(database);
        await using var db = database.OpenDb();
        if (touchpoints.Length == 0) touchpoints = [new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }];
        for (var i = 0; i < touchpoints.Length; i++) touchpoints[i].Position = i;
        db.Journeys.Add(new Journey
        {
            Key = "shop",
            Name = new LocalText("Boutique", "Shop"),
            Stages = [new Stage { Key = "after", Name = new LocalText("Post-achat", "After"), Phase = StagePhase.After, Touchpoints = [.. touchpoints] }],
        });
        foreach (var touchpoint in touchpoints) shop.Touchpoints[touchpoint.Key] = touchpoint.Id;
        foreach (var key in (string[])["hurried", "careful", "rare"])
        {
            var persona = new Persona { Key = key, Name = new LocalText(key, key) };
            db.Personas.Add(persona);
            shop.Personas[key] = persona.Id;
        }

        await db.SaveChangesAsync();
        shop.version = await shop.SurveyAsync("all");
        return shop;
    }

    /// <summary>The first version of another survey with the same questions.</summary>
    public async Task<Guid> SurveyAsync(string key)
    {
        await using var db = database.OpenDb();
        var survey = new Survey { Key = key, Name = new LocalText(key, key), Draft = Definition };
        db.Surveys.Add(survey);
        var published = new SurveyVersion { SurveyId = survey.Id, Number = 1, Definition = Definition };
        db.SurveyVersions.Add(published);
        await db.SaveChangesAsync();
        return published.Id;
    }

    public async Task<Guid> CustomerAsync(string persona = "hurried")
    {
        await using var db = database.OpenDb();
        var customer = new Customer { ExternalId = Guid.CreateVersion7().ToString(), PersonaId = Personas[persona] };
        db.Customers.Add(customer);
        await db.SaveChangesAsync();
        return customer.Id;
    }

    /// <summary>An answer given some days before <see cref="Now"/>, by a new customer unless one is named.</summary>
    public async Task<Guid> AnswerAsync(string answers, double daysAgo = 0, string persona = "hurried", string touchpoint = "delivery", Guid? customer = null, Guid? survey = null)
    {
        var id = Guid.CreateVersion7();
        var who = customer ?? await CustomerAsync(persona);
        await using var db = database.OpenDb();
        db.Responses.Add(new Response
        {
            Id = id,
            SurveyVersionId = survey ?? version,
            TouchpointId = Touchpoints[touchpoint],
            CustomerId = who,
            PersonaId = Personas[persona],
            Locale = "en",
            Answers = answers,
            AnsweredAt = Now.AddDays(-daysAgo),
            ReceivedAt = Now.AddDays(-daysAgo),
        });
        await db.SaveChangesAsync();
        return id;
    }

    /// <summary>Customer went through a touchpoint some days before <see cref="Now"/>.</summary>
    public async Task CameByAsync(Guid customer, string touchpoint, double daysAgo)
    {
        await using var command = database.Source.CreateCommand(
            """
            INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context)
            VALUES (gen_random_uuid(), gen_random_uuid()::text, $1, $2, $3, $3, 'api', '{}')
            """);
        foreach (var value in (object[])[Touchpoints[touchpoint], customer, Now.AddDays(-daysAgo).UtcDateTime]) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Everything scoring stored that screens read, as lines of text, in an order of its own.</summary>
    public async Task<List<string>> StoredAsync()
    {
        await using var command = database.Source.CreateCommand(
            """
            SELECT concat_ws(' ', 'cell', touchpoint_id, persona_id, survey_version_id, dimension, latest, day, n, sum_w, sum_ww, sum_wx, sum_wxx) FROM cell_days
            UNION ALL SELECT concat_ws(' ', 'span', touchpoint_id, half_life, days, start, persona_id, survey_version_id, every, latest) FROM cell_spans
            UNION ALL SELECT concat_ws(' ', 'said', touchpoint_id, days, start, persona_id, survey_version_id, measures, answers, every, latest) FROM answer_counts
            UNION ALL SELECT concat_ws(' ', 'score', response_id, touchpoint_id, dimension, value, weight, counts) FROM response_scores
            UNION ALL SELECT concat_ws(' ', 'measure', response_id, question, dimension, value, raw, detail, tier) FROM measurements
            UNION ALL SELECT concat_ws(' ', 'problem', response_id, problem, severity, resolved) FROM reported_problems
            UNION ALL SELECT concat_ws(' ', 'text', response_id, question, text) FROM verbatims ORDER BY 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }

    public async Task<long> NumberAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<Dictionary<string, (double Value, double Weight)>> ScoresAsync(Guid response)
    {
        await using var command = database.Source.CreateCommand("SELECT dimension, value, weight FROM response_scores WHERE response_id = $1");
        command.Parameters.Add(new() { Value = response });
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, (double, double)> scores = [];
        while (await reader.ReadAsync()) scores[reader.GetString(0)] = (reader.GetDouble(1), reader.GetDouble(2));
        return scores;
    }
}

/// <summary>A clock that stands at <see cref="ShopAnswers.Now"/>.</summary>
public sealed class ShopClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => ShopAnswers.Now;
}
