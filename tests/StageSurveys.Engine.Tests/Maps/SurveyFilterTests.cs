using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;
using Xunit;

namespace StageSurveys.Engine.Tests.Maps;

public class SurveyFilterTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_survey_alone_gives_the_figures_of_its_answers()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database);
        var other = await shop.SurveyAsync("other");
        await using var host = EngineHost.Build(database, new ShopClock());
        for (var i = 0; i < 6; i++)
        {
            await shop.AnswerAsync("""{"face":5,"nps":10,"emotion":"delighted","problems":"none","comment":"first"}""");
            await shop.AnswerAsync("""{"face":1,"nps":0,"problems":[{"problem":"late","severity":4}],"comment":"second"}""", survey: other);
        }

        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        var map = host.Get<PersonaMap>();
        var both = (await map.RunAsync("hurried", "shop", new MapScope(), None)).Value!;
        Assert.Equal((12, 0), (both.Columns.Single().Figures.Emotion.N, both.Nps!.Percent));
        var one = (await map.RunAsync("hurried", "shop", new MapScope(Survey: "other"), None)).Value!;
        var column = one.Columns.Single();
        Assert.Equal((6, -100), (column.Figures.Emotion.N, column.Figures.Emotion.Mean!.Value));
        Assert.Equal((-100, 6), (one.Nps!.Percent, one.Nps.N));
        Assert.Equal(("late", 6, 100), (column.Detail.Problems.Single().Id, column.Detail.Problems.Single().Reporters, column.Detail.Problems.Single().Share.Percent));
        Assert.Empty(column.Detail.Words);
        Assert.All(column.Detail.Verbatims, x => Assert.Equal("second", x.Text));
        var opened = (await host.Get<CellAnswers>().RunAsync("shop", "delivery", null, Dimension.Emotion, new MapScope(Survey: "other"), 1, None)).Value!;
        Assert.Equal(6, opened.Total);
        Assert.All(opened.Answers, x => Assert.Equal(-100, x.Value));
        Assert.Equal(["all", "other"], (await host.Get<MapSurveys>().RunAsync("shop", None)).Select(x => x.Key).Order());

        Assert.Equal("survey", (await map.RunAsync("hurried", "shop", new MapScope(Survey: "nothing"), None)).Faults.Single().Field);
    }

    [Fact]
    public async Task No_combination_of_filters_shows_fewer_than_five_people_or_lets_them_be_subtracted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await ShopAnswers.CreateAsync(database,
            new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery"), Channel = Channel.Delivery },
            new Touchpoint { Key = "support", Name = new LocalText("Support", "Support"), Channel = Channel.Phone });
        Guid?[] surveys = [null, await shop.SurveyAsync("other"), await shop.SurveyAsync("third")];
        await using var host = EngineHost.Build(database, new ShopClock());
        // Small cells of every size, some of few people who answer often.
        var random = new Random(11);
        foreach (var touchpoint in shop.Touchpoints.Keys)
            foreach (var persona in shop.Personas.Keys)
                foreach (var survey in surveys)
                {
                    var regular = await shop.CustomerAsync(persona);
                    for (var left = random.Next(0, 12); left > 0; left--)
                        await shop.AnswerAsync(random.Next(2) == 0 ? """{"face":2,"goal":"yes"}""" : """{"face":4,"ces":3}""", random.Next(0, 80), persona, touchpoint,
                            random.Next(3) == 0 ? regular : null, survey);
                }

        await host.Get<ScoreWaiting>().RunAsync(TimeSpan.Zero, None);
        var score = host.Get<ScoreJourney>();
        var (hiddenSomewhere, shownSomewhere) = (0, 0);
        foreach (var channel in new Channel?[] { null, Channel.Phone })
            foreach (var days in new int?[] { null, 30 })
                foreach (var rule in Enum.GetValues<AnswerRule>())
                    foreach (var weighting in Enum.GetValues<Weighting>())
                    {
                        var from = days is { } d ? DateOnly.FromDateTime(ShopAnswers.Now.UtcDateTime).AddDays(1 - d) : (DateOnly?)null;
                        Dictionary<string, ScoredJourney> bySurvey = [];
                        foreach (var key in new[] { "", "all", "other", "third" })
                        {
                            var scope = new MapScope(channel, from, null, rule, weighting, key == "" ? null : key);
                            bySurvey[key] = (await score.RunAsync("shop", scope, None))!;
                        }

                        foreach (var touchpoint in bySurvey[""].Touchpoints.Select(x => x.Key))
                            foreach (var dimension in Dimensions.All)
                            {
                                var people = await PeopleAsync(database, shop.Touchpoints[touchpoint], dimension, bySurvey[""].Scope);
                                string?[] personas = [null, .. shop.Personas.Keys];
                                foreach (var (key, journey) in bySurvey)
                                {
                                    var cells = personas.Select(p => (Persona: p, Shown: !journey.Cell(touchpoint, p)[dimension].Suppressed, People: Of(key, p))).ToArray();
                                    Assert.All(cells.Where(x => x.Shown), x => Assert.True(x.People >= 5));
                                    hiddenSomewhere += cells.Count(x => !x.Shown && x.People > 0);
                                    shownSomewhere += cells.Count(x => x.Shown);
                                    // Personas beside everybody.
                                    if (cells[0].Shown) NotAlone([.. cells[1..].Select(x => (x.Shown, x.People))]);
                                }

                                // Surveys beside all surveys, for each persona and for everybody.
                                foreach (var persona in personas.Where(p => !bySurvey[""].Cell(touchpoint, p)[dimension].Suppressed))
                                    NotAlone([.. bySurvey.Where(x => x.Key != "").Select(x => (!x.Value.Cell(touchpoint, persona)[dimension].Suppressed, Of(x.Key, persona)))]);

                                // Nor by any other sum of what is shown.
                                var places = people.Select(x => (x.Survey, x.Persona)).Distinct().ToArray();
                                double[] Cells(string survey, string? persona) => [.. places.Select(x => (survey == "" || x.Survey == survey) && (persona is null || x.Persona == persona) ? 1.0 : 0)];
                                var every = bySurvey.Keys.SelectMany(_ => personas, (key, persona) => (Key: key, Persona: persona)).ToArray();
                                var told = every.Where(x => !bySurvey[x.Key].Cell(touchpoint, x.Persona)[dimension].Suppressed).Select(x => Cells(x.Key, x.Persona)).ToList();
                                Assert.All(every.Where(x => Of(x.Key, x.Persona) is > 0 and < 5), x => Assert.False(SubtractionTests.Follows(told, Cells(x.Key, x.Persona)), $"{x} of {touchpoint}"));

                                int Of(string survey, string? persona) => people
                                    .Where(x => (survey == "" || x.Survey == survey) && (persona is null || x.Persona == persona)).Select(x => x.Customer).Distinct().Count();
                            }
                    }

        Assert.True(hiddenSomewhere > 50 && shownSomewhere > 50, $"{hiddenSomewhere} hidden, {shownSomewhere} shown: too few to hold anything.");

        // If the total is shown, no single part may be missing while all the others are there.
        static void NotAlone((bool Shown, int People)[] parts)
        {
            if (parts.Any(x => x.Shown)) Assert.NotEqual(1, parts.Count(x => !x.Shown && x.People > 0));
        }
    }

    private static async Task<List<(string Survey, string Persona, Guid Customer)>> PeopleAsync(TestDatabase database, Guid touchpoint, Dimension dimension, FixedScope scope)
    {
        await using var command = database.Source.CreateCommand(
            """
            SELECT y.key, p.key, s.customer_id FROM response_scores s JOIN personas p ON p.id = s.persona_id
            JOIN responses r ON r.id = s.response_id JOIN survey_versions v ON v.id = r.survey_version_id JOIN surveys y ON y.id = v.survey_id
            WHERE s.touchpoint_id = $1 AND s.dimension = $2 AND s.day BETWEEN $3 AND $4 AND (s.counts OR NOT $5)
            """);
        foreach (var value in new object[] { touchpoint, dimension.Id(), scope.From, scope.To, scope.Latest }) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string, Guid)> found = [];
        while (await reader.ReadAsync()) found.Add((reader.GetString(0), reader.GetString(1), reader.GetGuid(2)));
        return found;
    }
}
