using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Scores;

public sealed class EraseResponseTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private const string Said =
        """{"face":1,"goal":"no","nps":0,"importance":5,"emotion":{"word":"angry"},"problems":[{"problem":"late","severity":4,"resolved":"no"}],"comment":"my name is Ada"}""";

    [Fact]
    public async Task After_erasing_a_response_everything_is_as_if_it_had_never_been_given()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var regular = await shop.CustomerAsync();
        for (var i = 0; i < 6; i++) await shop.AnswerAsync("""{"face":4,"goal":"yes","problems":"none","comment":"fine"}""", i, customer: i == 3 ? regular : null);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        var (rows, board) = (await shop.StoredAsync(), await BoardAsync());

        // The latest answer of somebody whose earlier one ceases to count with it.
        var erased = await shop.AnswerAsync(Said, 1, customer: regular);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        Assert.NotEqual(board, await BoardAsync());
        var seen = await shop.NumberAsync("SELECT version FROM score_stamps");

        Assert.True(await host.Get<EraseResponse>().RunAsync(erased, "Ada", None));

        Assert.Equal(board, await BoardAsync());
        Assert.Equal(rows, await shop.StoredAsync());
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
        Assert.True(await shop.NumberAsync("SELECT version FROM score_stamps") > seen);
        Assert.Equal(1, await shop.NumberAsync($"SELECT count(*) FROM erased_responses WHERE id = '{erased}' AND erased_by = 'Ada'"));
        foreach (var table in (string[])["measurements", "response_scores", "reported_problems", "verbatims"])
            Assert.Equal(0, await shop.NumberAsync($"SELECT count(*) FROM {table} WHERE response_id = '{erased}'"));
        Assert.Equal(6, await shop.NumberAsync("SELECT count(*) FROM responses"));

        // A second time, and a message that comes late, change nothing.
        Assert.False(await host.Get<EraseResponse>().RunAsync(erased, "Ada", None));
        await host.Get<ScoreResponses>().RunAsync([erased], None);
        Assert.Equal(rows, await shop.StoredAsync());

        async Task<string> BoardAsync()
        {
            var board = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), None)).Value!;
            return string.Join('|', board.Columns.Select(x => $"{x.Figures} {x.Detail.Goal} {string.Join(',', x.Detail.Problems)} {string.Join(',', x.Detail.Words)} {string.Join(',', x.Detail.Verbatims)}")) + board.Nps;
        }
    }

    [Fact]
    public async Task The_invitation_stays_answered_and_its_draft_goes()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var id = await shop.AnswerAsync(Said);
        await shop.NumberAsync($$"""
            UPDATE responses SET invitation_id = id;
            INSERT INTO invitations (id, event_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason, disposition_at, created_at, due_at, expires_at, attempts, sent_at, completed_at)
            SELECT id, id, touchpoint_id, customer_id, survey_version_id, persona_id, 0, 'en', 'Completed', '', now(), now(), now(), now(), 1, now(), now() FROM responses;
            INSERT INTO answer_drafts (invitation_id, answers, page, updated_at) VALUES ('{{id}}', '{"comment":"my name"}', 0, now());
            INSERT INTO score_proposals (invitation_id, place, clicks, first_at, last_at) VALUES ('{{id}}', 1, 1, now(), now());
            SELECT 0
            """);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        Assert.True(await host.Get<EraseResponse>().RunAsync(id, "Ada", None));

        Assert.Equal(1, await shop.NumberAsync("SELECT count(*) FROM invitations WHERE disposition = 'Completed' AND completed_at IS NOT NULL"));
        Assert.Equal(0, await shop.NumberAsync("SELECT (SELECT count(*) FROM answer_drafts) + (SELECT count(*) FROM score_proposals) + (SELECT count(*) FROM cell_days) + (SELECT count(*) FROM answer_counts)"));
    }

    [Fact]
    public async Task What_is_erased_while_everything_is_scored_again_is_not_brought_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database, new ShopClock());
        var customer = await shop.CustomerAsync();
        await shop.AnswerAsync("""{"face":4}""", 10, customer: customer);
        var erased = await shop.AnswerAsync(Said, 1, customer: customer);
        await new StoreScoringProfile(database.Source, TimeProvider.System).RunAsync(ScoringProfile.V1, None);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        await host.Get<PutProfileInForce>().RunAsync((await host.Get<CopyProfile>().RunAsync(1, "Ada", None)).Value, null, "Ada", None);
        // As a recompute leaves it that broke off when it had scored every answer.
        foreach (var table in (string[])["measurements", "response_scores", "reported_problems", "verbatims", "cell_days", "cell_spans", "answer_counts", "question_counts"])
            await shop.NumberAsync($"INSERT INTO rescoring.{table} OVERRIDING SYSTEM VALUE SELECT * FROM {table}; SELECT 0");
        await shop.NumberAsync("UPDATE recomputations SET cursor = 'ffffffff-ffff-ffff-ffff-ffffffffffff', done = 2; SELECT 0");

        Assert.True(await host.Get<EraseResponse>().RunAsync(erased, "Ada", None));
        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));

        Assert.Equal(1, await shop.NumberAsync("SELECT count(DISTINCT response_id) FROM response_scores WHERE counts"));
        Assert.Equal(0, await shop.NumberAsync($"SELECT count(*) FROM verbatims WHERE response_id = '{erased}'"));
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
    }
}
