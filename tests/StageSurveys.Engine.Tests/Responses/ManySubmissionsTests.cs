using System.Text.Json;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Responses;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Responses;

/// <summary>Answers of one moment share statement and commit; none may be lost, doubled or refused for another's sake.</summary>
public sealed class ManySubmissionsTests
{
    private const string Definition = """{"elements":[{"type":"rating","name":"score","measure":"csat","rateMin":1,"rateMax":5,"isRequired":true},{"type":"comment","name":"words","measure":"verbatim"}]}""";

    [Fact]
    public async Task Two_hundred_customers_who_click_twice_at_once_have_each_one_response_and_are_all_told_of()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        var tokens = await MoreAsync(database, invited, 199);
        await using var engine = EngineHost.Build(database);
        var submit = engine.Get<SubmitResponse>();

        var results = await Task.WhenAll(tokens.SelectMany(token => new[] { token, token }).Select((token, i) => Task.Run(() =>
            submit.RunAsync(token, Json($$"""{"score":{{1 + i / 2 % 5}},"words":"{{token}}"}"""), CancellationToken.None))));

        Assert.Equal(200, results.Count(x => x.Stored));
        Assert.All(results, x => Assert.Equal(SurveyAccess.Answered, x.Access));
        // Each invitation holds its own customer's words, whatever lot they travelled in.
        foreach (var token in tokens)
            Assert.Equal(token, await OneAsync(database, "SELECT answers->>'words' FROM responses r JOIN invitations i ON i.id = r.id WHERE i.token_hash = $1", InvitationToken.Parse(token)!.Hash));
        Assert.Equal(0, await invited.Workspace.CountAsync("invitations", "disposition <> 'Completed'"));
        Assert.Equal(200, await invited.Workspace.OneAsync<long>("SELECT count(DISTINCT named) FROM outbox_messages, jsonb_array_elements_text(body->'ResponseIds') AS named"));
        Assert.InRange(await invited.Workspace.CountAsync("outbox_messages"), 1, 199);
    }

    [Fact]
    public async Task An_answer_that_the_database_refuses_costs_nobody_else_theirs()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        var tokens = await MoreAsync(database, invited, 39);
        await invited.Workspace.RunAsync("ALTER TABLE responses ADD CONSTRAINT no_such_words CHECK (answers->>'words' <> 'refused')");
        await using var engine = EngineHost.Build(database);
        var submit = engine.Get<SubmitResponse>();

        var tries = tokens.Select((token, i) => Task.Run(() => submit.RunAsync(token, Json($$"""{"score":3,"words":"{{(i == 20 ? "refused" : "taken")}}"}"""), CancellationToken.None))).ToArray();
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => Task.WhenAll(tries));

        Assert.True(tries[20].IsFaulted);
        Assert.All(tries.Where((_, i) => i != 20), x => Assert.True(x.Result.Stored));
        Assert.Equal(39, await invited.Workspace.CountAsync("responses"));
        Assert.Equal(1, await invited.Workspace.CountAsync("invitations", "disposition = 'Sent'"));
    }

    private static async Task<List<string>> MoreAsync(TestDatabase database, Invited first, int count)
    {
        var tokens = Enumerable.Range(0, count).Select(_ => InvitationToken.New()).ToList();
        await using var command = database.Source.CreateCommand("""
            WITH e AS (
                INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context, planned_at)
                SELECT gen_random_uuid(), encode(hash, 'hex'), e.touchpoint_id, e.customer_id, e.occurred_at, e.received_at, e.source, e.context, e.planned_at
                FROM touchpoint_events e, unnest($2::bytea[]) AS hash RETURNING id, event_key)
            INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason,
                                     disposition_at, created_at, due_at, expires_at, token_hash, attempts, sent_at)
            SELECT gen_random_uuid(), e.id, i.trigger_id, i.touchpoint_id, i.customer_id, i.survey_version_id, i.persona_id, i.persona_rule_set_version, i.locale, i.disposition, i.reason,
                   i.disposition_at, i.created_at, i.due_at, i.expires_at, decode(e.event_key, 'hex'), i.attempts, i.sent_at
            FROM e, invitations i WHERE i.id = $1
            """);
        command.Parameters.Add(new() { Value = first.Id });
        command.Parameters.Add(new() { Value = tokens.ConvertAll(x => x.Hash) });
        await command.ExecuteNonQueryAsync();
        return [first.Token, .. tokens.Select(x => x.Text)];
    }

    private static async Task<string> OneAsync(TestDatabase database, string sql, object value)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
