using System.Text.Json;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Responses;

public sealed class ClickedScoreTests
{
    private const string Definition = """
        {"elements":[
          {"type":"rating","name":"score","measure":"csat","rateMin":1,"rateMax":5,"isRequired":true},
          {"type":"comment","name":"words","measure":"verbatim"}]}
        """;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_click_is_a_proposal_counted_apart_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);
        var survey = (await engine.Get<OpenSurvey>().RunAsync(invited.Token, None))!;

        for (var place = 1; place <= 5; place++) Assert.Equal(place, (await engine.Get<ProposeScore>().RunAsync(survey, place, count: true, None))!.Value.GetInt32());
        foreach (var wrong in new[] { 0, 6, -1, int.MaxValue }) Assert.Null(await engine.Get<ProposeScore>().RunAsync(survey, wrong, count: true, None));

        Assert.Equal("5 clicks, last 5", await invited.Workspace.OneAsync<string>("SELECT clicks || ' clicks, last ' || place FROM score_proposals"));
        Assert.Equal((0, 0, 0), (await invited.Workspace.CountAsync("answer_drafts"), await invited.Workspace.CountAsync("responses"), await invited.Workspace.CountAsync("outbox_messages")));
        Assert.Equal(["Visited"], await invited.Workspace.LinesAsync());
        var people = (await engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).People;
        Assert.Equal((0, 0, 1), (people.Complete, people.Partial, people.Asked));
        Assert.Equal(1, await engine.Get<CountUnconfirmedScores>().RunAsync(new LedgerFilter(), None));
        Assert.Equal(0, await engine.Get<CountUnconfirmedScores>().RunAsync(new LedgerFilter(Touchpoint: "elsewhere"), None));
    }

    [Fact]
    public async Task A_machine_leaves_neither_a_proposal_nor_a_visit()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);

        var survey = (await engine.Get<OpenSurvey>().RunAsync(invited.Token, None, count: false))!;
        Assert.NotNull(await engine.Get<ProposeScore>().RunAsync(survey, 4, count: false, None));

        Assert.Equal(0, await invited.Workspace.CountAsync("score_proposals"));
        Assert.Equal(["Sent"], await invited.Workspace.LinesAsync());
    }

    [Fact]
    public async Task A_confirmed_score_is_a_partial_response_at_once_and_may_be_changed_until_the_rest_comes()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);
        await invited.Workspace.RunAsync("UPDATE invitations SET remind_at = now() + interval '3 days'");
        await engine.Get<SaveDraft>().RunAsync(invited.Token, Json("""{"score":1,"words":"kept"}"""), 0, None);

        foreach (var place in new[] { 4, 4, 3 }) Assert.Equal(SurveyAccess.Open, (await engine.Get<ConfirmScore>().RunAsync(invited.Token, place, None)).Value);
        Assert.False((await engine.Get<ConfirmScore>().RunAsync(invited.Token, 0, None)).Ok);
        Assert.Equal(SurveyAccess.Unknown, (await engine.Get<ConfirmScore>().RunAsync(InvitationToken.New().Text, 3, None)).Value);

        Assert.Equal("""{"score": 3} 1""", await invited.Workspace.OneAsync<string>("SELECT answers::text || ' ' || revision FROM responses WHERE is_partial"));
        Assert.Equal(2, await invited.Workspace.CountAsync("outbox_messages", "type = 'ResponseSubmitted'"));
        Assert.Equal("3 kept", await invited.Workspace.OneAsync<string>("SELECT answers->>'score' || ' ' || (answers->>'words') FROM answer_drafts"));
        // Nobody who answered is reminded, and the rest may still come.
        Assert.Equal(0, await invited.Workspace.CountAsync("invitations", "remind_at IS NOT NULL"));
        Assert.Equal(["Started"], await invited.Workspace.LinesAsync());
        var sheet = await engine.Get<Ledger>().RunAsync(new LedgerFilter(), None);
        Assert.Equal((true, 0, 1), (sheet.AddsUp, sheet.People.Complete, sheet.People.Partial));
        Assert.Equal((0.0, 1.0), (sheet.People.Rr1, sheet.People.Rr2));
        Assert.Equal(0, await engine.Get<CountUnconfirmedScores>().RunAsync(new LedgerFilter(), None));
    }

    [Fact]
    public async Task The_whole_answer_takes_the_place_of_the_score_also_where_that_was_scored()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);
        await engine.Get<ConfirmScore>().RunAsync(invited.Token, 1, None);
        await engine.Get<ScoreResponses>().RunAsync([invited.Id], None);
        Assert.Equal(2, await invited.Workspace.CountAsync("response_scores"));
        var before = await invited.Workspace.OneAsync<double>("SELECT max(value) FROM response_scores");

        Assert.True((await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":5,"words":"bien"}"""), None)).Stored);
        Assert.Equal(SurveyAccess.Answered, (await engine.Get<ConfirmScore>().RunAsync(invited.Token, 2, None)).Value);
        Assert.Equal(1, await engine.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None));

        Assert.Equal("""{"score": 5, "words": "bien"}""", await invited.Workspace.OneAsync<string>("SELECT answers::text FROM responses WHERE NOT is_partial"));
        Assert.Equal((1, 0), (await invited.Workspace.CountAsync("responses"), await invited.Workspace.CountAsync("answer_drafts")));
        Assert.True(await invited.Workspace.OneAsync<double>("SELECT max(value) FROM response_scores") > before);
        Assert.Equal(1, await invited.Workspace.CountAsync("verbatims"));
        Assert.Equal(1, await invited.Workspace.OneAsync<int>("SELECT max(n) FROM cell_days"));
        Assert.Empty(await engine.Get<VerifyCells>().RunAsync(10, None));
        Assert.Equal(["Completed"], await invited.Workspace.LinesAsync());
    }

    [Fact]
    public async Task A_scorer_that_read_the_score_before_the_whole_answer_came_does_not_store_the_old_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);
        await engine.Get<ConfirmScore>().RunAsync(invited.Token, 1, None);
        // The gate is closed as by a recompute: the scorer has read the answer and waits.
        await using var gate = await database.Source.OpenConnectionAsync();
        await using (var close = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_lock({0x5363_6F72_6547_6174})", gate)) await close.ExecuteNonQueryAsync();
        var scoring = engine.Get<ScoreResponses>().RunAsync([invited.Id], None);
        await Eventually.True(async () => await invited.Workspace.CountAsync("pg_locks", "locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == 1, "the scorer waits");

        Assert.True((await engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":5}"""), None)).Stored);
        await using (var open = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_unlock({0x5363_6F72_6547_6174})", gate)) await open.ExecuteNonQueryAsync();
        await scoring;

        // A csat stands in for the goal and for the emotion.
        Assert.Equal(2, await invited.Workspace.CountAsync("measurements", "raw = 5"));
        Assert.Equal(0, await invited.Workspace.CountAsync("measurements", "raw = 1"));
    }

    [Fact]
    public async Task A_touch_and_the_whole_answer_at_the_same_moment_leave_the_whole_answer()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var database = await TestDatabase.CreateAsync();
            var invited = await Invited.ToAsync(database, Definition);
            await using var engine = EngineHost.Build(database);
            await engine.Get<OpenSurvey>().RunAsync(invited.Token, None);

            var touches = Enumerable.Range(0, 8).Select(at => (Task)engine.Get<ConfirmScore>().RunAsync(invited.Token, 1 + (at % 5), None));
            var sent = engine.Get<SubmitResponse>().RunAsync(invited.Token, Json("""{"score":5,"words":"bien"}"""), None);
            await Task.WhenAll(touches.Append(sent));

            Assert.True((await sent).Stored);
            Assert.Equal("""{"score": 5, "words": "bien"}""", await invited.Workspace.OneAsync<string>("SELECT answers::text FROM responses WHERE NOT is_partial"));
            Assert.Equal((1, 0), (await invited.Workspace.CountAsync("responses"), await invited.Workspace.CountAsync("answer_drafts")));
            Assert.Equal(["Completed"], await invited.Workspace.LinesAsync());
        }
    }

    [Fact]
    public async Task What_is_over_takes_no_score_and_a_score_that_was_given_stays()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        var clock = new TestClock();
        await using var engine = EngineHost.Build(database, clock);
        await engine.Get<ConfirmScore>().RunAsync(invited.Token, 2, None);

        clock.Advance(TimeSpan.FromDays(16));
        await engine.Get<ExpireInvitations>().RunAsync(None);
        await engine.Get<DropOldDrafts>().RunAsync(None);
        Assert.Equal(SurveyAccess.Expired, (await engine.Get<ConfirmScore>().RunAsync(invited.Token, 5, None)).Value);
        Assert.True(await engine.Get<OptOut>().RunAsync(InvitationToken.Parse(invited.Token)!, None));

        Assert.Equal("""{"score": 2}""", await invited.Workspace.OneAsync<string>("SELECT answers::text FROM responses WHERE is_partial"));
        Assert.Equal(0, await invited.Workspace.CountAsync("answer_drafts"));
        Assert.Equal(1, (await engine.Get<Ledger>().RunAsync(new LedgerFilter(), None)).People.Partial);
    }

    [Fact]
    public async Task A_click_tells_that_a_mail_of_unknown_fate_arrived_and_it_goes_on_as_a_sent_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        var invited = await Invited.ToAsync(database, Definition);
        await using var engine = EngineHost.Build(database);
        var trigger = await invited.Workspace.TriggerAsync();
        await invited.Workspace.RunAsync("UPDATE triggers SET reminder_count = 1, reminder_days = 3, thank_you = true");
        await invited.Workspace.RunAsync("UPDATE invitations SET disposition = 'Unknown', reason = 'smtp-body', sent_at = NULL, trigger_id = $1", trigger);

        await engine.Get<OpenSurvey>().RunAsync(invited.Token, None, count: false);
        Assert.Equal(["Unknown:smtp-body"], await invited.Workspace.LinesAsync());
        await engine.Get<OpenSurvey>().RunAsync(invited.Token, None);

        Assert.Equal(["Visited"], await invited.Workspace.LinesAsync());
        Assert.Equal(1, await invited.Workspace.CountAsync("invitations", "sent_at = created_at AND wants_thanks AND remind_at > now() + interval '2 days'"));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
