using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Scores;

public sealed partial class RecomputationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    // Changes what is stored in every way there is: values, weights, which answers count.
    private static readonly (string, string)[] Softer =
        [("goalPartly", "60"), ("emotion.worried", "-20"), ("proxyQuality", "0,4"), ("resolvedYes", "0.25"), ("dedupeDays", "5"), ("halfLifeDays", "45")];

    [Fact]
    public async Task Everything_stored_is_what_scoring_from_scratch_under_the_new_profile_gives()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, 300);
        await using var host = await ScoredAsync(database);
        var before = await shop.StoredAsync();
        var schema = await SchemaAsync(database);

        var number = await DraftAsync(host, Softer);
        Assert.True((await host.Get<PutProfileInForce>().RunAsync(number, null, "Ada", None)).Ok);
        Assert.Equal(before, await shop.StoredAsync());
        Assert.Equal("v1", await ProfileOfBoardAsync(host));
        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));

        Assert.Equal("v2", await ProfileOfBoardAsync(host));
        var recomputed = await shop.StoredAsync();
        var figures = await FiguresAsync(host);
        Assert.NotEqual(before, recomputed);
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM response_scores WHERE profile <> 2"));
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM measurements WHERE profile <> 2"));
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM pg_class WHERE relnamespace = 'rescoring'::regnamespace"));
        Assert.Equal(schema, await SchemaAsync(database));

        await shop.NumberAsync($"TRUNCATE {string.Join(", ", Derived)}; UPDATE responses SET scored_at = NULL, taken_at = NULL; SELECT 0");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        Assert.Equal((await shop.StoredAsync()).Select(Rounded), recomputed.Select(Rounded));
        Assert.Equal(await FiguresAsync(host), figures);
    }

    [Fact]
    public async Task One_that_died_goes_on_where_it_stood_and_figures_stay_whole_meanwhile()
    {
        const int Stride = 5000, Count = 5500;
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, Count);
        var clock = new TestClock();
        await using var one = await ScoredAsync(database, clock);
        await using var two = EngineHost.Build(database, clock);
        var figures = await FiguresAsync(one);
        await one.Get<PutProfileInForce>().RunAsync(await DraftAsync(one, Softer), null, "Ada", None);
        await shop.NumberAsync(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN IF (SELECT done FROM public.recomputations) > 5000 THEN RAISE 'the machine is gone'; END IF; RETURN NEW; END $f$;
            CREATE TRIGGER refuse BEFORE INSERT ON rescoring.response_scores FOR EACH STATEMENT EXECUTE FUNCTION refuse(); SELECT 0
            """);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => one.Get<RunRecomputation>().RunAsync(None));
        await shop.NumberAsync("DROP TRIGGER refuse ON rescoring.response_scores; UPDATE recomputations SET heartbeat_at = now(); SELECT 0");

        Assert.Equal(((double)Stride / Count, "v1", "v2"), (await two.Get<ReadRecomputations>().RunningAsync(None)) is { } line ? (line.Progress, line.Before, line.Profile) : default);
        Assert.Equal(figures, await FiguresAsync(two));
        Assert.False(await two.Get<RunRecomputation>().RunAsync(None));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await two.Get<RunRecomputation>().RunAsync(None));

        Assert.Equal(Count, await shop.NumberAsync("SELECT done FROM recomputations WHERE state = 'Finished' AND attempt = 2"));
        Assert.Equal(Count, await shop.NumberAsync("SELECT count(DISTINCT response_id) FROM response_scores WHERE profile = 2"));
        Assert.Equal("v2", await ProfileOfBoardAsync(one));
        Assert.Empty(await one.Get<VerifyCells>().RunAsync(10, None));
    }

    [Fact]
    public async Task Two_processes_do_not_do_it_twice()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, 3000);
        await using var one = await ScoredAsync(database);
        await using var two = EngineHost.Build(database, new ShopClock());
        await one.Get<PutProfileInForce>().RunAsync(await DraftAsync(one, Softer), null, "Ada", None);

        var worked = await Task.WhenAll(new[] { one, two, one, two }.Select(x => x.Get<RunRecomputation>().RunAsync(None)));

        Assert.Single(worked, x => x);
        Assert.Equal(3000, await shop.NumberAsync("SELECT done FROM recomputations WHERE state = 'Finished' AND attempt = 1"));
        Assert.Empty(await one.Get<VerifyCells>().RunAsync(10, None));
    }

    [Fact]
    public async Task What_is_answered_corrected_and_scored_meanwhile_is_taken_over()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, 40);
        await using var host = await ScoredAsync(database);
        await host.Get<PutProfileInForce>().RunAsync(await DraftAsync(host, Softer), null, "Ada", None);
        var late = await shop.AnswerAsync("""{"goal":"partly"}""");
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        Assert.Equal((50, 1), (await shop.ScoresAsync(late))["goal"]);
        var unscored = await shop.AnswerAsync("""{"goal":"partly"}""");
        var corrected = await shop.AnswerAsync("""{"goal":"no"}""");
        await host.Get<ScoreResponses>().RunAsync([corrected], None);
        await shop.NumberAsync($$"""UPDATE responses SET answers = '{"goal":"partly"}' WHERE id = '{{corrected}}'; SELECT 0""");
        await host.Get<ScoreResponses>().RunAsync([corrected], None);
        Assert.Equal(2, await shop.NumberAsync("SELECT count(*) FROM recomputation_changes"));

        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));

        Assert.False((await shop.ScoresAsync(unscored)).ContainsKey("goal"));
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        foreach (var id in new[] { late, unscored, corrected }) Assert.Equal((60, 1), (await shop.ScoresAsync(id))["goal"]);
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM recomputation_changes"));
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
    }

    [Fact]
    public async Task Answers_that_arrive_all_the_while_end_under_the_new_profile_every_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, 3000);
        await using var host = await ScoredAsync(database);
        await host.Get<PutProfileInForce>().RunAsync(await DraftAsync(host, Softer), null, "Ada", None);

        var run = host.Get<RunRecomputation>().RunAsync(None);
        var late = 0;
        for (; !run.IsCompleted || late < 30; late++)
        {
            await shop.AnswerAsync("""{"goal":"partly","face":4}""", daysAgo: late % 3);
            await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        }

        Assert.True(await run);
        Assert.Equal(3000 + late, await shop.NumberAsync("SELECT count(DISTINCT response_id) FROM response_scores WHERE profile = 2"));
        Assert.Equal(0, await shop.NumberAsync("SELECT count(*) FROM response_scores WHERE profile <> 2 OR (dimension = 'goal' AND value = 50)"));
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
    }

    [Fact]
    public async Task One_that_is_stopped_changes_nothing_and_can_be_begun_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, 30);
        await using var host = await ScoredAsync(database);
        var before = await shop.StoredAsync();
        var number = await DraftAsync(host, Softer);
        var put = host.Get<PutProfileInForce>();
        await put.RunAsync(number, null, "Ada", None);
        Assert.Equal("profile", Assert.Single((await put.RunAsync(1, null, "Ada", None)).Faults).Field);

        Assert.True(await host.Get<StopRecomputation>().RunAsync(None));

        Assert.False(await host.Get<RunRecomputation>().RunAsync(None));
        Assert.Equal(before, await shop.StoredAsync());
        Assert.Equal("v1", await ProfileOfBoardAsync(host));
        Assert.True((await put.RunAsync(number, null, "Ada", None)).Ok);
        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));
        Assert.Equal("v2", await ProfileOfBoardAsync(host));

        Assert.True((await put.RunAsync(1, null, "Ada", None)).Ok);
        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));
        Assert.Equal(before, await shop.StoredAsync());
    }

    [Fact]
    public async Task Tables_of_an_older_program_are_made_anew()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, 30);
        await using var host = await ScoredAsync(database);
        await host.Get<PutProfileInForce>().RunAsync(await DraftAsync(host, Softer), null, "Ada", None);
        await shop.NumberAsync("ALTER TABLE rescoring.response_scores DROP COLUMN profile; UPDATE recomputations SET migration = 'older', done = 7, cursor = gen_random_uuid(); SELECT 0");

        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));

        Assert.Equal(30, await shop.NumberAsync("SELECT count(DISTINCT response_id) FROM response_scores WHERE profile = 2"));
        Assert.Equal(30, await shop.NumberAsync("SELECT done FROM recomputations"));
    }

    [Fact]
    public async Task A_migration_that_comes_in_between_is_not_undone_by_the_switch()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await AnswersAsync(database, 30);
        await using var host = await ScoredAsync(database);
        await host.Get<PutProfileInForce>().RunAsync(await DraftAsync(host, Softer), null, "Ada", None);
        // The recompute is half done when the program is brought up to date.
        await shop.NumberAsync(
            """
            CREATE FUNCTION migrate() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
                IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'verbatims' AND column_name = 'themes') THEN
                    ALTER TABLE public.verbatims ADD COLUMN themes text;
                    INSERT INTO public.migrations ("MigrationId", "ProductVersion") VALUES ('29990101000000_Themes', '10');
                END IF;
                RETURN NULL; END $f$;
            CREATE TRIGGER migrate AFTER INSERT ON rescoring.response_scores FOR EACH STATEMENT EXECUTE FUNCTION migrate(); SELECT 0
            """);

        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));
        Assert.Equal("v1", await ProfileOfBoardAsync(host));
        Assert.True(await host.Get<RunRecomputation>().RunAsync(None));

        Assert.Equal("v2", await ProfileOfBoardAsync(host));
        Assert.Equal(1, await shop.NumberAsync("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'verbatims' AND column_name = 'themes'"));
        Assert.Equal(30, await shop.NumberAsync("SELECT count(DISTINCT response_id) FROM response_scores WHERE profile = 2"));
        Assert.Empty(await host.Get<VerifyCells>().RunAsync(10, None));
    }

    [Fact]
    public async Task One_connection_is_enough()
    {
        await using var database = await TestDatabase.CreateAsync();
        await AnswersAsync(database, 30);
        await using (var host = await ScoredAsync(database)) await host.Get<PutProfileInForce>().RunAsync(await DraftAsync(host, Softer), null, "Ada", None);
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new ShopClock())
            .AddSingleton(_ => NpgsqlDataSource.Create(database.ConnectionString + ";Maximum Pool Size=1;Timeout=5"))
            .AddSingleton<ProfileInForce>().AddSingleton<PublishedDefinitions>().AddSingleton<RunRecomputation>();
        await using var small = services.BuildServiceProvider();

        Assert.True(await small.GetRequiredService<RunRecomputation>().RunAsync(None));

        Assert.Equal(2, (await small.GetRequiredService<ProfileInForce>().GetAsync(None)).Number);
    }

    [Fact]
    public async Task An_open_screen_learns_that_its_figures_are_others_now()
    {
        await using var database = await TestDatabase.CreateAsync();
        await AnswersAsync(database, 10);
        await using var host = await ScoredAsync(database);
        var stamp = await host.Get<MapStamp>().RunAsync("shop", None);
        await host.Get<PutProfileInForce>().RunAsync(await DraftAsync(host, Softer), null, "Ada", None);
        Assert.Equal(stamp, await host.Get<MapStamp>().RunAsync("shop", None));

        await host.Get<RunRecomputation>().RunAsync(None);

        Assert.NotEqual(stamp, await host.Get<MapStamp>().RunAsync("shop", None));
    }

    private static readonly string[] Derived = ["measurements", "response_scores", "reported_problems", "verbatims", "cell_days", "cell_spans", "answer_counts", "question_counts"];

    private static async Task<EngineHost> ScoredAsync(TestDatabase database, TimeProvider? clock = null)
    {
        var host = EngineHost.Build(database, clock ?? new ShopClock());
        await new StoreScoringProfile(database.Source, TimeProvider.System).RunAsync(ScoringProfile.V1, None);
        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        return host;
    }

    private static async Task<int> DraftAsync(EngineHost host, params (string Field, string Value)[] values)
    {
        var number = (await host.Get<CopyProfile>().RunAsync(1, "Ada", None)).Value;
        var draft = (await host.Get<ReadProfiles>().RunAsync(None)).Single(x => x.Row.Number == number);
        var saved = await host.Get<SaveProfileDraft>().RunAsync(number, draft.Row.UpdatedAt, values.ToDictionary(x => x.Field, x => x.Value), "", None);
        Assert.Empty(saved.Faults);
        return number;
    }

    /// <summary>Answers of all kinds by a third as many customers, over two touchpoints, ten weeks and three personas.</summary>
    private static async Task<ShopAnswers> AnswersAsync(TestDatabase database, int count)
    {
        var shop = await ShopAnswers.CreateAsync(
            database, new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") }, new Touchpoint { Key = "support", Name = new LocalText("Support", "Support") });
        var seed = await shop.AnswerAsync("""{"goal":"yes"}""");
        await shop.NumberAsync(
            $$"""
            INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT gen_random_uuid(), survey_version_id, (ARRAY['{{shop.Touchpoints["delivery"]}}', '{{shop.Touchpoints["support"]}}']::uuid[])[1 + i % 2],
                   md5(((i * 7) % greatest({{count}} / 3, 1))::text)::uuid, (ARRAY['{{shop.Personas["hurried"]}}', '{{shop.Personas["careful"]}}', '{{shop.Personas["rare"]}}']::uuid[])[1 + i % 3], 0, 'en',
                   CASE i % 5
                       WHEN 0 THEN jsonb_build_object('goal', (ARRAY['yes', 'partly', 'no'])[1 + i % 3], 'nps', i % 11, 'comment', 'text ' || i)
                       WHEN 1 THEN jsonb_build_object('csat', 1 + i % 5, 'ces', 1 + i % 7)
                       WHEN 2 THEN jsonb_build_object('emotion', jsonb_build_object('word', (ARRAY['worried', 'relieved', 'angry'])[1 + i % 3], 'intensity', 1 + i % 3), 'goal', 'partly')
                       WHEN 3 THEN jsonb_build_object('problems', jsonb_build_array(jsonb_build_object('problem', 'late', 'severity', 1 + i % 4, 'resolved', (ARRAY['yes', 'partly', 'no'])[1 + i % 3])))
                       ELSE jsonb_build_object('face', 1 + i % 5, 'problems', 'none') END,
                   answered_at - make_interval(days => (i * 13) % 70), received_at
            FROM responses, generate_series(2, {{count}}) i WHERE id = '{{seed}}';
            SELECT 0
            """);
        return shop;
    }

    private static async Task<string> ProfileOfBoardAsync(EngineHost host) =>
        (await host.Get<StageBoard>().RunAsync("shop", null, new MapScope(), None)).Value!.Journey.Profile.Name;

    private static async Task<List<string>> FiguresAsync(EngineHost host)
    {
        var journey = (await host.Get<ScoreJourney>().RunAsync("shop", new MapScope(To: DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime)), None))!;
        return [.. journey.Touchpoints.SelectMany(t => journey.Personas.Select(p => p.Key).Append(null).Select(p => $"{t.Key} {p} {journey.Cell(t.Key, p)}")).Append(journey.Whole(null).ToString())
            .Select(Rounded)];
    }

    private static string Rounded(string text) =>
        Decimals().Replace(text, m => Math.Round(double.Parse(m.Value, CultureInfo.InvariantCulture), 9).ToString(CultureInfo.InvariantCulture));

    // Sums of doubles differ in their last digits with the order in which the rows lie.
    [GeneratedRegex(@"-?\d+\.\d+(E[-+]?\d+)?")]
    private static partial Regex Decimals();

    private static async Task<List<string>> SchemaAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand(
            """
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || is_identity || coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT conname || ' ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            ORDER BY 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }
}
