using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Programmes;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Maps;

public class AccountFilterTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Figures_of_an_account_and_of_a_segment_are_those_of_a_recount_of_their_answers()
    {
        await using var stage = await Stage.OpenAsync("delivery", "support");
        var (one, two, other) = (await stage.AccountAsync("one", "Industry"), await stage.AccountAsync("two", "Industry"), await stage.AccountAsync("other", "Retail"));
        var random = new Random(4);
        foreach (var account in new[] { one, two, other, Guid.Empty })
            for (var i = 0; i < 12; i++)
            {
                var customer = await stage.ContactAsync(account);
                foreach (var touchpoint in stage.Shop.Touchpoints.Keys)
                    for (var answers = random.Next(1, 3); answers > 0; answers--)
                        await stage.Shop.AnswerAsync($$"""{"face":{{random.Next(1, 6)}},"nps":{{random.Next(0, 11)}}}""", random.Next(0, 300), touchpoint: touchpoint, customer: customer);
            }

        await stage.ScoreAsync();
        var compared = 0;
        foreach (var (account, segment, asked) in new (string? Account, string? Segment, Guid[] Accounts)[] { ("one", null, [one]), (null, "Industry", [one, two]), ("two", "Industry", [two]), (null, "Retail", [other]) })
            foreach (var days in new int?[] { null, 100 })
                foreach (var rule in Enum.GetValues<AnswerRule>())
                    foreach (var weighting in Enum.GetValues<Weighting>())
                    {
                        var from = days is { } d ? stage.Today.AddDays(1 - d) : (DateOnly?)null;
                        var journey = (await stage.Host.Get<ScoreJourney>().RunAsync("shop", new MapScope(null, from, null, rule, weighting, null, account, segment), None))!;
                        foreach (var touchpoint in stage.Shop.Touchpoints.Keys)
                        {
                            var (n, mean) = await stage.RecountAsync(asked, touchpoint, journey.Scope, journey.Profile);
                            var cell = journey.Cell(touchpoint, null).Emotion;
                            if (cell.Suppressed) continue;
                            Assert.Equal(n, cell.N);
                            Assert.Equal(mean, cell.Mean!.Value, 1e-9);
                            compared++;
                        }
                    }

        Assert.True(compared >= 40, $"{compared} of 64 figures are shown.");

        // The same filter on every page that has filters.
        var scope = new MapScope(Account: "one");
        var map = (await stage.Host.Get<PersonaMap>().RunAsync("hurried", "shop", scope, None)).Value!;
        var board = (await stage.Host.Get<StageBoard>().RunAsync("shop", null, scope, None)).Value!;
        Assert.Equal(12, map.Portrait.Customers);
        Assert.Equal(map.Columns.First().Figures.Emotion.N, board.Stages[0].Touchpoints[0].Figures.Emotion.N);
        var opened = (await stage.Host.Get<CellAnswers>().RunAsync("shop", "delivery", null, Dimension.Emotion, scope, 1, None)).Value!;
        Assert.Equal(opened.Figure.N, opened.Total);
        Assert.Equal(opened.Total, opened.Answers.Count);
        var contacts = await stage.ContactsAsync(one);
        Assert.All(opened.Answers, x => Assert.Contains(x.CustomerId!.Value, contacts));
        Assert.Equal(board.Nps!.N, await stage.Shop.NumberAsync($"SELECT count(*) FROM response_scores s JOIN account_contacts k USING (customer_id) WHERE s.dimension = 'nps' AND s.counts AND k.account_id = '{one}'"));
        var trend = (await stage.Host.Get<JourneyTrends>().RunAsync("shop", null, scope with { From = stage.Today.AddDays(-99) }, TrendStep.Month, None)).Value!;
        Assert.All(trend.Points, x => Assert.True(x.Cell("delivery", null).Emotion.N is null or <= 24));
        Assert.True((await stage.Host.Get<TouchpointBoard>().RunAsync("shop", "delivery", null, scope, null, None)).Value!.Answers.Single(x => x.Measure == MeasureKind.Face).N == cellN(board));
        Assert.Equal("account", (await stage.Host.Get<StageBoard>().RunAsync("shop", null, new MapScope(Account: "nobody"), None)).Faults.Single().Field);
        Assert.Equal("segment", (await stage.Host.Get<StageBoard>().RunAsync("shop", null, new MapScope(Segment: "nothing"), None)).Faults.Single().Field);
        // By its name too, and outside the segment nothing is left.
        Assert.Equal(board.Figures.Emotion.Score, (await stage.Host.Get<StageBoard>().RunAsync("shop", null, new MapScope(Account: "ONE"), None)).Value!.Figures.Emotion.Score);
        Assert.True((await stage.Host.Get<StageBoard>().RunAsync("shop", null, new MapScope(Account: "one", Segment: "Retail"), None)).Value!.IsEmpty);

        static long? cellN(Board shown) => shown.Stages[0].Touchpoints.Single(x => x.Touchpoint.Key == "delivery").Figures.Emotion.N;
    }

    [Fact]
    public async Task An_answer_to_a_wave_belongs_to_the_account_that_was_asked_and_any_other_to_all_of_the_persons_accounts()
    {
        await using var stage = await Stage.OpenAsync("delivery");
        var (one, two) = (await stage.AccountAsync("one", "A"), await stage.AccountAsync("two", "B"));
        for (var i = 0; i < 6; i++)
        {
            var both = await stage.ContactAsync(one);
            await stage.JoinAsync(two, both);
            await stage.AskedByWaveAsync(two, await stage.Shop.AnswerAsync("""{"face":1}""", 60, customer: both), both);
            await stage.Shop.AnswerAsync("""{"face":5}""", 2, customer: both);
        }

        // Enough others that nothing need be hidden for the sake of a subtraction.
        for (var i = 0; i < 8; i++) await stage.Shop.AnswerAsync("""{"face":3}""", 1);
        await stage.ScoreAsync();
        Assert.Equal((6, 100), await stage.EmotionAsync(new MapScope(Account: "one", Weighting: Weighting.Plain)));
        Assert.Equal((12, 0), await stage.EmotionAsync(new MapScope(Account: "two", Weighting: Weighting.Plain)));
        Assert.Equal((12, 0), await stage.EmotionAsync(new MapScope(Segment: "B", Weighting: Weighting.Plain)));
        var opened = (await stage.Host.Get<CellAnswers>().RunAsync("shop", "delivery", "hurried", Dimension.Emotion, new MapScope(Account: "one"), 1, None)).Value!;
        Assert.Equal(6, opened.Answers.Count);
        // Whoever has left goes on belonging to what was said.
        await stage.Shop.NumberAsync("WITH gone AS (UPDATE account_contacts SET left_at = now() RETURNING 1) SELECT count(*) FROM gone");
        Assert.Equal((6, 100), await stage.EmotionAsync(new MapScope(Account: "one", Weighting: Weighting.Plain)));
    }

    [Theory]
    [InlineData(4, 0, 20, false)]
    [InlineData(5, 0, 20, true)]
    [InlineData(6, 0, 3, false)]
    [InlineData(6, 0, 0, true)]
    [InlineData(9, 3, 30, false)]
    [InlineData(9, 5, 30, true)]
    public async Task An_account_is_shown_from_five_people_on_and_only_where_nobody_can_be_had_by_subtraction(int people, int sibling, int others, bool shown)
    {
        await using var stage = await Stage.OpenAsync("delivery");
        var (one, two) = (await stage.AccountAsync("one", "Industry"), await stage.AccountAsync("two", "Industry"));
        foreach (var (account, count) in new[] { (one, people), (two, sibling), (Guid.Empty, others) })
            for (var i = 0; i < count; i++) await stage.Shop.AnswerAsync("""{"face":4,"nps":9,"problems":"none"}""", i, customer: await stage.ContactAsync(account));
        await stage.ScoreAsync();
        var scope = new MapScope(Account: "one");
        var board = (await stage.Host.Get<StageBoard>().RunAsync("shop", null, scope, None)).Value!;
        Assert.Equal(shown, !board.Journey.Cell("delivery", null).Emotion.Suppressed);
        Assert.Equal(shown, board.Nps is not null);
        var opened = (await stage.Host.Get<CellAnswers>().RunAsync("shop", "delivery", null, Dimension.Emotion, scope, 1, None)).Value!;
        Assert.Equal(shown, opened.Open);
        Assert.Equal(shown ? people : 0, opened.Answers.Count);
        Assert.Equal(shown, !(await stage.Host.Get<PersonaMap>().RunAsync("hurried", "shop", scope, None)).Value!.IsEmpty);
    }

    [Fact]
    public async Task No_account_or_segment_shows_fewer_than_five_people_or_lets_them_be_subtracted_whatever_else_is_filtered()
    {
        await using var stage = await Stage.OpenAsync("delivery", "support");
        var random = new Random(23);
        List<(string Key, string? Segment, Guid Id)> accounts = [];
        foreach (var (segment, count) in new[] { ("A", 4), ("B", 2), (null, 3) })
            for (var i = 0; i < count; i++) accounts.Add(($"{segment ?? "none"}-{i}", segment, await stage.AccountAsync($"{segment ?? "none"}-{i}", segment)));
        var other = await stage.Shop.SurveyAsync("other");
        foreach (var persona in stage.Shop.Personas.Keys)
            foreach (var account in accounts.Select(x => x.Id).Append(Guid.Empty))
                for (var left = random.Next(0, 9); left > 0; left--)
                    await stage.Shop.AnswerAsync("""{"face":4}""", random.Next(0, 60), persona, random.Next(2) == 0 ? "delivery" : "support", await stage.ContactAsync(account, persona), random.Next(3) == 0 ? other : null);
        await stage.ScoreAsync();
        var (hidden, visible) = (0, 0);
        foreach (var survey in new string?[] { null, "other" })
            foreach (var days in new int?[] { null, 30 })
            {
                var scope = new MapScope(From: days is { } d ? stage.Today.AddDays(1 - d) : null, Survey: survey);
                var whole = await ScoredAsync(scope);
                var bySegment = new Dictionary<string, ScoredJourney> { ["A"] = await ScoredAsync(scope with { Segment = "A" }), ["B"] = await ScoredAsync(scope with { Segment = "B" }) };
                var byAccount = new Dictionary<string, ScoredJourney>();
                foreach (var account in accounts) byAccount[account.Key] = await ScoredAsync(scope with { Account = account.Key });
                foreach (var touchpoint in stage.Shop.Touchpoints.Keys)
                {
                    var people = await stage.PeopleAsync(touchpoint, whole.Scope);
                    foreach (var persona in (string?[])[null, .. stage.Shop.Personas.Keys])
                    {
                        var all = people.Where(x => persona is null || x.Persona == persona).ToArray();
                        foreach (var (key, segment, _) in accounts) Hold(byAccount[key], x => x.Account == key);
                        foreach (var key in bySegment.Keys) Hold(bySegment[key], x => x.Segment == key);
                        // What is left of a shown total when every shown part is taken away is nobody, or enough people.
                        if (Shown(whole)) Rest(all, [.. byAccount.Where(x => Shown(x.Value)).Select(x => x.Key)]);
                        foreach (var key in bySegment.Keys.Where(x => Shown(bySegment[x]))) Rest([.. all.Where(x => x.Segment == key)], [.. byAccount.Where(x => Shown(x.Value)).Select(x => x.Key)]);
                        if (Shown(whole)) NotFew(all.Where(x => x.Segment is null || !Shown(bySegment[x.Segment])));

                        bool Shown(ScoredJourney journey) => !journey.Cell(touchpoint, persona).Emotion.Suppressed;

                        void Hold(ScoredJourney journey, Func<Person, bool> own)
                        {
                            if (!all.Any(own)) return;
                            if (Shown(journey)) visible++;
                            else hidden++;
                            if (!Shown(journey)) return;
                            Assert.True(all.Count(own) >= 5);
                            if (Shown(whole)) NotFew(all.Where(x => !own(x)));
                        }
                    }
                }
            }

        Assert.True(hidden > 30 && visible > 10, $"{hidden} hidden, {visible} shown: too few to hold anything.");

        async Task<ScoredJourney> ScoredAsync(MapScope scope) => (await stage.Host.Get<ScoreJourney>().RunAsync("shop", scope, None))!;

        static void Rest(Person[] total, string[] shown) => NotFew(total.Where(x => x.Account is null || !shown.Contains(x.Account)));

        static void NotFew(IEnumerable<Person> left) => Assert.False(left.Count() is > 0 and < 5, $"{left.Count()} people can be had by subtraction.");
    }

    internal sealed record Person(string? Account, string? Segment, string Persona);

    internal sealed class Stage(TestDatabase database, ShopAnswers shop, EngineHost host) : IAsyncDisposable
    {
        public ShopAnswers Shop => shop;
        public EngineHost Host => host;
        public DateOnly Today => DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime);

        public static async Task<Stage> OpenAsync(params string[] touchpoints)
        {
            var database = await TestDatabase.CreateAsync();
            var shop = await ShopAnswers.CreateAsync(database, [.. touchpoints.Select(x => new Touchpoint { Key = x, Name = new LocalText(x, x) })]);
            return new Stage(database, shop, EngineHost.Build(database, new ShopClock()));
        }

        public async Task<Guid> AccountAsync(string key, string? segment)
        {
            await using var db = database.OpenDb();
            var account = new Account { Key = key, Name = key, Segment = segment };
            db.Accounts.Add(account);
            await db.SaveChangesAsync();
            return account.Id;
        }

        /// <summary>A customer, who is a contact of the account unless that is none.</summary>
        public async Task<Guid> ContactAsync(Guid account, string persona = "hurried")
        {
            var customer = await shop.CustomerAsync(persona);
            if (account != Guid.Empty) await JoinAsync(account, customer);
            return customer;
        }

        public async Task JoinAsync(Guid account, Guid customer)
        {
            await using var db = database.OpenDb();
            db.AccountContacts.Add(new AccountContact { AccountId = account, CustomerId = customer, Role = "user" });
            await db.SaveChangesAsync();
        }

        public async Task AskedByWaveAsync(Guid account, Guid response, Guid customer)
        {
            await using var db = database.OpenDb();
            var wave = new Wave { AccountId = account };
            db.Waves.Add(wave);
            db.Invitations.Add(new Invitation { Id = response, EventId = Guid.CreateVersion7(), CustomerId = customer, WaveId = wave.Id, TouchpointId = shop.Touchpoints["delivery"], Disposition = Disposition.Completed });
            await db.SaveChangesAsync();
        }

        /// <summary>The response answered an invitation that was sent.</summary>
        public async Task InvitedAsync(Guid response, Guid customer)
        {
            await using var db = database.OpenDb();
            var at = ShopAnswers.Now.AddDays(-1);
            db.Invitations.Add(new Invitation
            {
                Id = response,
                EventId = Guid.CreateVersion7(),
                CustomerId = customer,
                PersonaId = shop.Personas["hurried"],
                TouchpointId = shop.Touchpoints["delivery"],
                CreatedAt = at,
                SentAt = at,
                CompletedAt = at,
                Disposition = Disposition.Completed,
            });
            await db.SaveChangesAsync();
        }

        public Task ScoreAsync() => host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);

        public async Task<(long, double)> EmotionAsync(MapScope scope)
        {
            var cell = (await host.Get<ScoreJourney>().RunAsync("shop", scope, None))!.Cell("delivery", null).Emotion;
            return (cell.N ?? 0, Math.Round(cell.Mean ?? double.NaN, 9));
        }

        public async Task<HashSet<Guid>> ContactsAsync(Guid account)
        {
            await using var db = database.OpenDb();
            return [.. db.AccountContacts.Where(x => x.AccountId == account).Select(x => x.CustomerId)];
        }

        /// <summary>Number and mean of the emotion, straight from the answers as they were given: 50 times the face less 3.</summary>
        public async Task<(long N, double Mean)> RecountAsync(Guid[] accounts, string touchpoint, FixedScope scope, ScoringProfile profile)
        {
            await using var command = database.Source.CreateCommand(
                """
                SELECT r.customer_id, r.answered_at, (r.answers->>'face')::int FROM responses r
                WHERE r.touchpoint_id = $1 AND r.customer_id IN (SELECT customer_id FROM account_contacts WHERE account_id = ANY($2)) ORDER BY r.customer_id, r.answered_at DESC, r.id DESC
                """);
            command.Parameters.Add(new() { Value = shop.Touchpoints[touchpoint] });
            command.Parameters.Add(new() { Value = accounts });
            await using var reader = await command.ExecuteReaderAsync();
            var (n, weights, sum) = (0L, 0.0, 0.0);
            var (last, kept) = (Guid.Empty, DateTimeOffset.MaxValue);
            while (await reader.ReadAsync())
            {
                var (customer, at, face) = (reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2));
                if (customer == last && scope.Rule == AnswerRule.Latest && kept - at < TimeSpan.FromDays(30)) continue;
                (last, kept) = (customer, at);
                var day = DateOnly.FromDateTime(at.UtcDateTime);
                if (day < scope.From || day > scope.To) continue;
                var weight = scope.Weighting == Weighting.Plain ? 1 : Math.Pow(2, -(scope.To.DayNumber - day.DayNumber) / profile.HalfLifeDays);
                (n, weights, sum) = (n + 1, weights + weight, sum + weight * 50 * (face - 3));
            }

            return (n, sum / weights);
        }

        public async Task<List<Person>> PeopleAsync(string touchpoint, FixedScope scope)
        {
            await using var command = database.Source.CreateCommand(
                """
                SELECT DISTINCT s.customer_id, a.key, a.segment, p.key FROM response_scores s JOIN personas p ON p.id = s.persona_id
                LEFT JOIN account_contacts k ON k.customer_id = s.customer_id LEFT JOIN accounts a ON a.id = k.account_id
                WHERE s.touchpoint_id = $1 AND s.dimension = 'emotion' AND s.day BETWEEN $2 AND $3 AND ($4::uuid[] IS NULL OR s.survey_version_id = ANY($4))
                """);
            command.Parameters.Add(new() { Value = shop.Touchpoints[touchpoint] });
            command.Parameters.Add(new() { Value = scope.From });
            command.Parameters.Add(new() { Value = scope.To });
            command.Parameters.Add(new()
            {
                Value = scope.Survey is { } survey ? survey.SurveyOf.Where(x => x.Value == survey.Id).Select(x => x.Key).ToArray() : DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Uuid,
            });
            await using var reader = await command.ExecuteReaderAsync();
            List<Person> people = [];
            while (await reader.ReadAsync()) people.Add(new Person(reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(3)));
            return people;
        }

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
