using System.Text.Json;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Responses;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Responses;

public sealed class SubmitResponseTests
{
    private const string Definition = """
        {"elements":[
          {"type":"rating","name":"score","measure":"csat","rateMin":1,"rateMax":5,"isRequired":true},
          {"type":"comment","name":"words","measure":"verbatim","maxLength":20}]}
        """;

    [Fact]
    public async Task An_answer_is_stored_with_the_invitation_completed_and_the_scoring_told()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);

        var result = await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":4,"words":"bien"}"""), CancellationToken.None);

        Assert.True(result.Stored);
        Assert.Equal(SurveyAccess.Answered, result.Access);
        Assert.Equal(invited.Id, await invited.Workspace.OneAsync<Guid>("SELECT id FROM responses WHERE answers->>'score' = '4'"));
        Assert.Equal(["Completed"], await invited.Workspace.LinesAsync());
        Assert.Equal(1, await invited.Workspace.CountAsync("outbox_messages", "type = 'ResponseSubmitted'"));
    }

    [Fact]
    public async Task Thirty_clicks_at_once_give_one_response_and_one_message()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);
        var submit = engine.Get<SubmitResponse>();

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => submit.RunAsync(invited.Token, Json("""{"score":5}"""), CancellationToken.None)));

        Assert.Equal(1, results.Count(result => result.Stored));
        Assert.All(results, result => Assert.Equal(SurveyAccess.Answered, result.Access));
        Assert.Equal(1, await invited.Workspace.CountAsync("responses"));
        Assert.Equal(1, await invited.Workspace.CountAsync("outbox_messages"));
    }

    [Theory]
    [InlineData("""{"score":6}""", "score")]
    [InlineData("""{"words":"no score"}""", "score")]
    [InlineData("""{"score":3,"words":"far more than twenty characters"}""", "words")]
    [InlineData("""{"score":3,"other":1}""", "other")]
    [InlineData("""[]""", "answers")]
    public async Task A_bad_answer_is_refused_by_the_name_of_its_field_and_nothing_is_stored(string answers, string field)
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);

        var result = await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json(answers), CancellationToken.None);

        Assert.Contains(result.Faults, fault => fault.Field == field);
        Assert.False(result.Stored);
        Assert.Equal(0, await invited.Workspace.CountAsync("responses"));
        Assert.Equal(["Sent"], await invited.Workspace.LinesAsync());
    }

    [Fact]
    public async Task A_draft_is_found_again_on_another_device_and_goes_when_the_answer_is_in()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);

        var first = await engine.Get<SaveDraft>().RunAsync(invited.Token, Json("""{"score":2}"""), 0, CancellationToken.None);
        await engine.Get<SaveDraft>().RunAsync(invited.Token, Json("""{"score":2,"words":"so"}"""), 1, CancellationToken.None);
        var opened = await engine.Get<OpenSurvey>().RunAsync(invited.Token, CancellationToken.None);

        Assert.Equal(SurveyAccess.Open, first.Value);
        Assert.Equal(1, opened!.Page);
        Assert.Equal("so", Json(opened.Draft!).GetProperty("words").GetString());
        Assert.Equal(["Started"], await invited.Workspace.LinesAsync());

        await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":2}"""), CancellationToken.None);
        var late = await engine.Get<SaveDraft>().RunAsync(invited.Token, Json("""{"score":1}"""), 0, CancellationToken.None);

        Assert.Equal(SurveyAccess.Answered, late.Value);
        Assert.Equal(0, await invited.Workspace.CountAsync("answer_drafts"));
        Assert.Equal(["Completed"], await invited.Workspace.LinesAsync());
    }

    [Fact]
    public async Task Opening_a_survey_leaves_a_visit_mark_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);

        var opened = await engine.Get<OpenSurvey>().RunAsync(invited.Token, CancellationToken.None);
        await engine.Get<OpenSurvey>().RunAsync(invited.Token, CancellationToken.None);

        Assert.Equal(SurveyAccess.Open, opened!.Access);
        Assert.Equal(["Visited"], await invited.Workspace.LinesAsync());
        Assert.Equal(0, await invited.Workspace.CountAsync("answer_drafts"));
        Assert.Equal(0, await invited.Workspace.CountAsync("responses"));
    }

    [Fact]
    public async Task An_expired_survey_takes_no_answer_unless_it_was_begun_in_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock);

        await engine.Get<SaveDraft>().RunAsync(invited.Token, Json("""{"score":2}"""), 0, CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(14) + TimeSpan.FromHours(1));
        await invited.Workspace.RunAsync("UPDATE invitations SET disposition = 'Expired'");
        var begun = await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":2}"""), CancellationToken.None);

        Assert.True(begun.Stored);
    }

    [Fact]
    public async Task Nobody_answers_after_the_expiry_who_had_not_begun()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock);
        clock.Advance(TimeSpan.FromDays(15));

        var result = await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":2}"""), CancellationToken.None);
        var opened = await engine.Get<OpenSurvey>().RunAsync(invited.Token, CancellationToken.None);

        Assert.Equal(SurveyAccess.Expired, result.Access);
        Assert.Equal(SurveyAccess.Expired, opened!.Access);
        Assert.Equal(0, await invited.Workspace.CountAsync("responses"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_link_opens_nothing(string token)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);

        Assert.Null(await engine.Get<OpenSurvey>().RunAsync(token, CancellationToken.None));
        Assert.Equal(SurveyAccess.Unknown, (await engine.Get<SubmitResponse>().RunAsync(token, Json("{}"), CancellationToken.None)).Access);
        Assert.Equal(SurveyAccess.Unknown, (await engine.Get<SaveDraft>().RunAsync(token, Json("{}"), 0, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_pasted_null_character_does_not_cost_the_answer()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);

        var result = await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":4,"words":"a\u0000b \\u0000"}"""), CancellationToken.None);

        Assert.True(result.Stored);
        Assert.Equal("""ab \u0000""", await invited.Workspace.OneAsync<string>("SELECT answers->>'words' FROM responses"));
    }

    [Theory]
    [InlineData("""{"score":4,"words":"cut \ud83d"}""", "cut \ufffd")]
    [InlineData("""{"score":4,"words":"whole \ud83d\ude00"}""", "whole \ud83d\ude00")]
    public async Task Half_an_emoji_does_not_cost_the_answer(string answers, string kept)
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);

        var draft = await engine.Get<SaveDraft>().RunAsync(invited.Token, Json(answers), 0, CancellationToken.None);
        var result = await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json(answers), CancellationToken.None);

        Assert.Equal(SurveyAccess.Open, draft.Value);
        Assert.True(result.Stored);
        Assert.Equal(kept, await invited.Workspace.OneAsync<string>("SELECT answers->>'words' FROM responses"));
    }

    [Fact]
    public async Task Drafts_that_nobody_can_finish_are_deleted_and_others_kept()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock);
        await engine.Get<SaveDraft>().RunAsync(invited.Token, Json("""{"score":4}"""), 0, CancellationToken.None);

        Assert.Equal(0, await engine.Get<DropOldDrafts>().RunAsync(CancellationToken.None));
        clock.Advance(TimeSpan.FromDays(16));
        Assert.Equal(1, await engine.Get<DropOldDrafts>().RunAsync(CancellationToken.None));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}

/// <summary>Somebody who got the mail: an invitation in disposition Sent, with its link's token.</summary>
internal sealed record Invited(Workspace Workspace, Guid Id, string Token)
{
    public static async Task<Invited> ToAsync(TestDatabase database, string definition)
    {
        var workspace = await Workspace.WithDeliveryAsync(database, published: false);
        var token = InvitationToken.New();
        var id = Guid.CreateVersion7();
        await using var command = database.Source.CreateCommand("""
            WITH v AS (INSERT INTO survey_versions (id, survey_id, number, definition, published_at, published_by) VALUES (gen_random_uuid(), $1, 1, $2, now(), '') RETURNING id),
                 c AS (INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
                       VALUES (gen_random_uuid(), 'c1', 'camille@example.org', 'Camille', 'fr', '', '{}', '00000000-0000-7000-8000-000000000001', false, now(), now()) RETURNING id),
                 e AS (INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context, planned_at)
                       SELECT gen_random_uuid(), 'e1', $3, c.id, now(), now(), 'api', '{}', now() FROM c RETURNING id)
            INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason,
                                     disposition_at, created_at, due_at, expires_at, token_hash, attempts, sent_at)
            SELECT $4, e.id, gen_random_uuid(), $3, c.id, v.id, '00000000-0000-7000-8000-000000000001', 0, 'fr', 'Sent', '', now(), now(), now(), now() + interval '14 days', $5, 1, now()
            FROM v, c, e
            """);
        foreach (var value in new object[] { workspace.SurveyId, definition, workspace.TouchpointId, id, token.Hash }) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
        return new Invited(workspace, id, token.Text);
    }
}
