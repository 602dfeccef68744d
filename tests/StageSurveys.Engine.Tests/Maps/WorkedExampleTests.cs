using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

/// <summary>The model's example D1 the whole way: answers in the database, measurements, daily sums, cells, the stage of the map.</summary>
public sealed class WorkedExampleTests
{
    private const double Tolerance = 1e-3;

    // So many that nothing is left of the shrinkage beyond the tolerance; a multiple of 100, so that the shares below come out whole.
    private const int Answers = 1200;

    /// <summary>
    /// A touchpoint of D1 with its three figures, and shares of a hundred answers that have them as their means: who reached the goal (the others partly), who
    /// chose the first emotion word, who named a moderate problem and who a blocking one.
    /// </summary>
    private sealed record Example(
        string Key, double Goal, double Emotion, double Problem, int Reached, string Word, int Chose, string Otherwise, int Moderate, int Blocking = 0, bool KeyMoment = false, double? Exposure = null);

    private static readonly Example[] D1 =
    [
        new("one", 88, 55, 8, Reached: 76, "satisfied", 25, "relieved", Moderate: 16),
        new("two", 80, 30, 15, Reached: 60, "relieved", 60, "neutral", Moderate: 30),
        new("three", 62, -35, 48, Reached: 24, "annoyed", 50, "neutral", Moderate: 96, KeyMoment: true),
        new("four", 55, -60, 52, Reached: 10, "confused", 100, "neutral", Moderate: 96, Blocking: 4, Exposure: 0.3),
        new("five", 75, 20, 12, Reached: 50, "relieved", 40, "neutral", Moderate: 24, Exposure: 0.6),
    ];

    [Fact]
    public async Task D1_comes_out_of_stored_answers_as_the_model_says()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            [.. D1.Select(x => new Touchpoint { Key = x.Key, Name = new LocalText(x.Key, x.Key), IsKeyMoment = x.KeyMoment, IsMandatory = x.Exposure is null })]);
        await using var host = EngineHost.Build(database, new ShopClock());
        await shop.AnswerAsync("{}", touchpoint: "one");
        foreach (var example in D1) await AnswerAsync(shop, example);
        await ComeByAsync(shop);
        await host.Get<RunTallies>().RunAsync(CancellationToken.None);

        Assert.Equal(5 * Answers + 1, await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, CancellationToken.None));
        var map = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), CancellationToken.None)).Value!;

        Assert.Equal(D1.Length * 3L * Answers, await shop.NumberAsync("SELECT count(*) FROM measurements"));
        foreach (var (column, example) in map.Columns.Zip(D1))
        {
            Assert.Equal(example.Key, column.Touchpoint.Key);
            foreach (var (figure, expected) in new[] { (column.Figures.Goal, example.Goal), (column.Figures.Emotion, example.Emotion), (column.Figures.Problem, example.Problem) })
            {
                Assert.Equal(Answers, figure.N);
                Assert.Equal(expected, figure.Mean!.Value, 1e-9);
                Assert.Equal(expected, figure.Score!.Value, Tolerance);
            }
        }

        var stage = Assert.Single(map.Stages).Figures;
        Assert.Equal(72.1429, stage.Goal.Score!.Value, Tolerance);
        Assert.Equal(1.8367, stage.Emotion.Score!.Value, Tolerance);
        Assert.Equal(28.9388, stage.Problem.Score!.Value, Tolerance);
        Assert.Equal(64.7075, stage.Index!.Value, Tolerance);
        Assert.Equal(-20, stage.Remembered!.Value, Tolerance);
        Assert.True(map.Columns.Single(x => x.IsPeak).Touchpoint.Key == "four" && map.Columns.Single(x => x.IsLast).Touchpoint.Key == "five");
    }

    private static async Task AnswerAsync(ShopAnswers shop, Example example) => await shop.NumberAsync(
        $$"""
        INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
        SELECT gen_random_uuid(), survey_version_id, '{{shop.Touchpoints[example.Key]}}', gen_random_uuid(), persona_id, 0, 'en', jsonb_build_object(
                   'goal', CASE WHEN i % 100 < {{example.Reached}} THEN 'yes' ELSE 'partly' END,
                   'emotion', jsonb_build_object('word', CASE WHEN i % 100 < {{example.Chose}} THEN '{{example.Word}}' ELSE '{{example.Otherwise}}' END),
                   'problems', CASE WHEN i % 100 < {{example.Moderate}} THEN '[{"problem":"late","severity":2,"resolved":"no"}]'::jsonb
                                    WHEN i % 100 < {{example.Moderate + example.Blocking}} THEN '[{"problem":"late","severity":4,"resolved":"no"}]'::jsonb
                                    ELSE '"none"'::jsonb END),
               answered_at, received_at
        FROM responses, generate_series(0, {{Answers - 1}}) i WHERE answers = '{}';
        SELECT 0
        """);

    /// <summary>Ten customers: all went through what is mandatory, three and six of them through what is optional.</summary>
    private static async Task ComeByAsync(ShopAnswers shop)
    {
        for (var i = 0; i < 10; i++)
        {
            var customer = await shop.CustomerAsync();
            foreach (var example in D1.Where(x => i < 10 * (x.Exposure ?? 1)))
                await shop.NumberAsync(
                    $$"""
                    INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context)
                    VALUES (gen_random_uuid(), '{{example.Key}}/{{i}}', '{{shop.Touchpoints[example.Key]}}', '{{customer}}', '2026-11-01', '2026-11-01', 'demo', '{}');
                    SELECT 0
                    """);
        }
    }
}
