using System.Globalization;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Tests.Maps;
using Xunit;

namespace StageSurveys.Web.Tests.Exports;

/// <summary>What board and map show stands in every file, and what they do not show in none.</summary>
public class SameAsScreenTests
{
    private const string Query = "/maps/pressed/export.{0}?journey=online-shop&layout=poster";

    [Fact]
    public async Task A_table_and_a_json_file_of_a_map_hold_what_stands_around_its_figures()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var map = (await office.The<PersonaMap>().RunAsync("pressed", "online-shop", new MapScope(), CancellationToken.None)).Value!;
        var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync(Of("csv")), ',');
        var json = JsonNode.Parse(await office.Client.GetStringAsync(Of("json")))!;
        // Nothing of this is checked on a map that has none of it.
        Assert.Contains(map.Columns, x => x.Detail.Problems.Any(p => p.SilentShare is not null && p.AtRisk is { Assumed: true, Money: > 0 }));
        Assert.Contains(map.Columns, x => x.Detail.Goal.Opportunity is not null && x.Tests.Count > 0);

        Assert.Equal((map.Nps!.Percent, map.Nps.Low, map.Nps.N), (Number(Row("", "nps"), "Score"), Number(Row("", "nps"), "Score, low"), Number(Row("", "nps"), "n")));
        foreach (var stage in map.Stages)
            foreach (var dimension in Dimensions.All)
            {
                var (line, row) = (stage.Figures[dimension], rows.Single(x => x["Level"] == "Stage" && x["Stage key"] == stage.Stage.Key && x["Measure key"] == dimension.Id()));
                Assert.Equal((line.Score, line.Low, line.High), (Number(row, "Score"), Number(row, "Score, low"), Number(row, "Score, high")));
                Assert.Equal(line.Score is null ? null : 100 * line.Coverage, Number(row, "Weight shown (%)"));
                var told = json["stages"]!.AsArray().Single(x => Text(x, "stage") == stage.Stage.Key)!["figures"]![dimension.Id()]!;
                Assert.Equal((line.Score, line.Low, line.High), (Value(told, "score"), Value(told, "low"), Value(told, "high")));
            }

        foreach (var column in map.Columns)
        {
            var (key, cell) = (column.Touchpoint.Key, Cell(json, column.Touchpoint.Key));
            foreach (var dimension in Dimensions.All)
            {
                var (row, figure, age, test) = (Row(key, dimension.Id()), column.Figures[dimension].Shown(), column.Ages.GetValueOrDefault(dimension), column.Tests.GetValueOrDefault(dimension));
                Assert.Equal((figure.OwnData, figure.NEff), (Number(row, "Own data (%)"), Number(row, "n_eff")));
                Assert.Equal(figure.Suppressed ? null : age?.Days, Number(row, "Age of the latest answer (days)"));
                Assert.Equal((column.Assumed?[dimension], test?.Gap), (Number(row, "Assumed"), Number(row, "Gap to what was assumed")));
                Assert.Equal(test is null ? "" : MapWords.Verdict(test.Verdict), row["Verdict"]);
                Assert.Equal(figure.OwnData, Value(cell[dimension.Id()]!, "ownData"));
                var assumed = cell["detail"]!["assumed"]?[dimension.Id()];
                Assert.Equal((column.Assumed?[dimension], test?.Gap), (Value(assumed, "value"), Value(assumed, "gap")));
                Assert.Equal(figure.Suppressed ? null : age?.Days, (int?)Value(cell["detail"]!["ages"]!.AsArray().SingleOrDefault(x => Text(x, "dimension") == dimension.Id()), "days"));
            }

            var problems = rows.Where(x => x["Touchpoint key"] == key && x["Measure key"] == "problem-share").ToArray();
            Assert.Equal(column.Detail.Problems.Select(x => (x.Id, (double?)x.Share.Percent, (double?)x.Share.Low, (double?)x.Share.N, (double?)x.AtRisk!.Customers, x.AtRisk.Money, x.AtRisk.Assumed ? "0" : "1", 100 * x.SilentShare)),
                problems.Select(x => (x["Item key"], Number(x, "Score"), Number(x, "Score, low"), Number(x, "n"), Number(x, "Customers at risk"), Number(x, "Money at risk (€ a year)"), x["Loss is measured"], Number(x, "Silent share (%)"))));
            Assert.Equal(column.Detail.Problems.Select(x => (x.Id, (double?)x.Share.Percent, (double?)x.Share.Low, (double?)x.Share.N, (double?)x.AtRisk!.Customers, x.AtRisk.Money, x.AtRisk.Assumed, 100 * x.SilentShare)),
                cell["detail"]!["problems"]!.AsArray().Select(x => (Text(x, "problem")!, Value(x!["share"], "percent"), Value(x["share"], "low"), Value(x["share"], "n"), Value(x, "customersAtRisk"), Value(x, "moneyAtRisk"), (bool)x["lossAssumed"]!, Value(x, "silentShare"))));
            var goal = cell["detail"]!["goal"];
            Assert.Equal((column.Detail.Goal.Reached?.Percent, column.Detail.Goal.Opportunity), (Number(Maybe(key, "goal-reached"), "Score"), Number(Maybe(key, "opportunity"), "Score")));
            Assert.Equal((column.Detail.Goal.Reached?.Percent, column.Detail.Goal.Opportunity), (Value(goal?["reached"], "percent"), Value(goal, "opportunity")));
            Assert.Equal(column.Detail.Words.Select(x => (x.Word, (double?)x.Count)), cell["detail"]!["words"]!.AsArray().Select(x => (Text(x, "word")!, Value(x, "count"))));
            Assert.Equal(column.ResponseRate?.Percent, Number(Maybe(key, "response-rate"), "Score"));
            Assert.Equal((column.Touchpoint.OwnerTeam, column.Touchpoint.OwnerPerson), (Row(key, "goal")["Team"], Row(key, "goal")["Person"]));
            Assert.Equal(column.Touchpoint.OwnerTeam, Text(cell, "ownerTeam"));
        }

        // Of the team's notes: those of stages and of touchpoints, each once.
        var written = map.Notes.All.Where(x => !x.Value.Text.IsEmpty).Select(x => x.Value.Text.En.Length > 0 ? x.Value.Text.En : x.Value.Text.Fr).Order().ToArray();
        Assert.NotEmpty(written);
        Assert.Equal(written, rows.Where(x => x["Measure key"] == "note").Select(x => x["Item"]).Order());
        Assert.Equal(written, json["stages"]!.AsArray().SelectMany(x => x!["touchpoints"]!.AsArray().Append(x)).SelectMany(x => x!["notes"]?.AsObject().Select(n => n.Value!) ?? [])
            .Select(x => Text(x, "en") is { Length: > 0 } en ? en : Text(x, "fr")!).Where(x => x.Length > 0).Order());

        Dictionary<string, string> Row(string touchpoint, string measure) => Maybe(touchpoint, measure)!;

        Dictionary<string, string>? Maybe(string touchpoint, string measure) => rows.SingleOrDefault(x => x["Touchpoint key"] == touchpoint && x["Measure key"] == measure && (touchpoint.Length > 0 || x["Level"] == "Journey"));
    }

    [Theory]
    [InlineData("fr", "Insuffisant", "Indicatif", "Fiable")]
    [InlineData("en", "Insufficient", "Indicative", "Reliable")]
    public async Task The_sheet_for_the_wall_says_of_every_cell_problem_stage_and_assumption_what_the_screen_says(string language, params string[] badges)
    {
        await using var office = await BackOffice.OpenDemoAsync(language);
        var screen = (await office.GetAsync("/maps/pressed?journey=online-shop")).QuerySelector(".ss-desk table")!;
        var lines = ReadFiles.Pdf(await office.Client.GetByteArrayAsync(Of("pdf")), out _).Select(Plain).ToArray();
        var poster = string.Join(' ', lines);

        foreach (var badge in badges)
        {
            // The curve says so too where it has a gap.
            var gaps = badge == badges[0] ? screen.QuerySelectorAll("td.fig .ss-badge.insufficient").Length / 3 : 0;
            Assert.Equal(screen.QuerySelectorAll(".ss-badge").Count(x => x.TextContent == badge && x.Closest(".ss-stage-figures") is null) + gaps, lines.Count(x => x == badge));
        }

        var own = screen.QuerySelectorAll(".ss-fine .ss-badge + span").Select(x => Plain(x.TextContent)).ToArray();
        Assert.True(own.Length > 20);
        Assert.All(own.Distinct(), x => Assert.Equal(own.Count(o => o == x), Count(poster, " " + x + " ·")));
        Everything(".ss-interval + span", 3, 20, x => "· " + x.Replace("last answered ", "", StringComparison.Ordinal).Replace("dernière réponse ", "", StringComparison.Ordinal));
        Everything(".ss-opportunity", 8, 5);
        Everything(".ss-problems em", 8, 5, x => x.Replace(" customers", " customers at risk", StringComparison.Ordinal));
        Everything(".ss-problems small", 1, 5);
        // The interval of a stage with its badge behind it.
        var stages = screen.QuerySelectorAll(".ss-stage-figures .ss-badge").Select(x => $"{Plain(x.PreviousElementSibling!.TextContent)} {Plain(x.TextContent)}").ToArray();
        Assert.True(stages.Length >= 5);
        Assert.All(stages, x => Assert.Contains(x, poster, StringComparison.Ordinal));
        Everything(".ss-verdict", 5, 5);
        Everything(".ss-goal-text", 8, 5);
        var assumed = language == "fr" ? "hypothèse" : "assumption";
        // After the portrait, which names the first problem once more.
        Assert.Equal(screen.QuerySelectorAll(".ss-problems .ss-assumed").Length,
            lines.SkipWhile(x => !badges.Contains(x)).Count(x => x == assumed || x.StartsWith(assumed + " ·", StringComparison.Ordinal)));

        void Everything(string where, int shortest, int least, Func<string, string>? put = null)
        {
            var said = screen.QuerySelectorAll(where).Select(x => Plain(x.TextContent)).Select(x => put is null ? x : put(x)).Where(x => x.Length >= shortest).ToArray();
            Assert.True(said.Length >= least, where);
            Assert.All(said, x => Assert.Contains(x, poster, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Files_of_a_board_say_what_changed_as_the_screen_does_and_nothing_beside_a_hidden_figure()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        var board = (await office.The<StageBoard>().RunAsync("shop", null, new MapScope(), CancellationToken.None)).Value!;
        var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync("/journeys/shop/export.csv"), ',');
        var json = JsonNode.Parse(await office.Client.GetStringAsync("/journeys/shop/export.json"))!;
        var page = await office.GetAsync("/journeys/shop");
        var poster = string.Join(' ', ReadFiles.Pdf(await office.Client.GetByteArrayAsync("/journeys/shop/export.pdf"), out _).Select(Plain));

        foreach (var dimension in Dimensions.All)
        {
            Same(board.Changes.Whole(dimension)!, Row("Journey", "", "", dimension), json["figures"]!["change"]![dimension.Id()]!);
            foreach (var stage in board.Stages)
            {
                var told = json["stages"]!.AsArray().Single(x => Text(x, "stage") == stage.Stage.Key)!;
                Same(board.Changes.Stage(stage.Stage.Key, dimension)!, Row("Stage", stage.Stage.Key, "", dimension), told["figures"]!["change"]![dimension.Id()]!);
                foreach (var at in stage.Touchpoints.Select(x => x.Touchpoint.Key))
                    Same(board.Changes.Touchpoint(at, dimension)!, Row("Touchpoint", stage.Stage.Key, at, dimension), Cell(json, at)[dimension.Id()]!["change"]!);
            }
        }

        Assert.Equal("Inès", Row("Touchpoint", "after", "delivery", Dimension.Goal)["Person"]);
        foreach (var change in page.QuerySelectorAll(".ss-delta"))
            Assert.Contains(string.Join(' ', Plain(change.TextContent).Split(' ')[..2]), poster, StringComparison.Ordinal);

        // Four of this persona answered lately, more before: with a period that holds only the four there is nothing to show, and no change of it.
        var since = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var address in (string[])[$"/journeys/shop/export.{{0}}?persona=few&from={since}", "/journeys/shop/export.{0}?persona=few"])
        {
            var few = ReadFiles.Csv(await office.Client.GetByteArrayAsync(string.Format(CultureInfo.InvariantCulture, address, "csv")), ',');
            Assert.All(few, x => Assert.Equal(("", "", "", ""), (x["Mean, period before"], x["Mean, this period"], x["Change"], x["Change is significant"])));
            Assert.DoesNotContain("\"before\": ", (await office.Client.GetStringAsync(string.Format(CultureInfo.InvariantCulture, address, "json"))).Replace("\"before\": {", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Dictionary<string, string> Row(string level, string stage, string at, Dimension dimension) =>
            rows.Single(x => x["Level"] == level && x["Stage key"] == stage && x["Touchpoint key"] == at && x["Measure key"] == dimension.Id());

        static void Same(FigureGap change, Dictionary<string, string> row, JsonNode told)
        {
            var gap = change.Gap;
            Assert.Equal((gap.Mean0, gap.Mean1, gap.Difference, gap.Low, gap.High),
                (Number(row, "Mean, period before"), Number(row, "Mean, this period"), Number(row, "Change"), Number(row, "Change, low"), Number(row, "Change, high")));
            Assert.Equal(gap.Significant ? "1" : "0", row["Change is significant"]);
            Assert.Equal((gap.Mean0, gap.Mean1, gap.Difference, gap.Low, gap.High), (Value(told, "before"), Value(told, "now"), Value(told, "difference"), Value(told, "low"), Value(told, "high")));
            Assert.Equal(gap.Significant, (bool)told["significant"]!);
        }
    }

    [Fact]
    public async Task Each_cell_has_its_own_badge_and_an_old_one_is_marked_in_every_file()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        await office.RunAsync(
            """
            INSERT INTO personas (id, key, colour, traits, position, is_fallback, description_en, description_fr, name_en, name_fr, quote_en, quote_fr)
            VALUES (gen_random_uuid(), 'odd', '#112233', '{}', 1, false, '', '', 'Odd', 'Odd', '', '')
            """);
        // Goals of a year ago and one of yesterday hardly weigh together; the faces are of yesterday.
        await office.RunAsync(
            """
            INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT gen_random_uuid(), v.id, t.id, gen_random_uuid(), p.id, 1, 'en', x.answers, now() - make_interval(days => x.days), now() - make_interval(days => x.days)
            FROM survey_versions v, touchpoints t, personas p, (VALUES ('{"goal":"yes"}'::jsonb, 340, 12), ('{"goal":"no"}', 1, 1), ('{"face":4}', 1, 35)) AS x (answers, days, people), generate_series(1, x.people)
            WHERE t.key = 'delivery' AND p.key = 'odd'
            """);
        await BoardAnswers.AddAsync(office, "odd", "support", 14, 4, 120);
        await BoardAnswers.ScoreAsync(office);
        var map = (await office.The<PersonaMap>().RunAsync("odd", "shop", new MapScope(), CancellationToken.None)).Value!;
        var delivery = map.Columns.Single(x => x.Touchpoint.Key == "delivery");
        Assert.Equal((false, Reliability.Insufficient, Reliability.Reliable), (delivery.Figures.Goal.Suppressed, delivery.Figures.Goal.Badge, delivery.Figures.Emotion.Badge));
        Assert.True(map.Columns.Single(x => x.Touchpoint.Key == "support").Ages[Dimension.Goal].Stale);

        foreach (var layout in (string[])["poster", "slide"])
        {
            var lines = ReadFiles.Svg(await office.Client.GetByteArrayAsync($"/maps/odd/export.svg?journey=shop&layout={layout}")).Select(Plain).ToArray();
            Assert.Single(lines, x => x == "Reliable");
            Assert.Equal(3, lines.Count(x => x == "Indicative"));
            Assert.Equal(2, lines.Count(x => x == "Insufficient"));
            Assert.Equal(3, lines.Count(x => x.EndsWith("· old", StringComparison.Ordinal)));
            if (layout == "poster") Assert.Contains("too few answers that still weigh", string.Join(' ', lines), StringComparison.Ordinal);
        }

        var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync("/maps/odd/export.csv?journey=shop"), ',');
        var (goal, old) = (rows.Single(x => x["Touchpoint key"] == "delivery" && x["Measure key"] == "goal"), rows.Single(x => x["Touchpoint key"] == "support" && x["Measure key"] == "goal"));
        Assert.Equal(("insufficient", "", "", "", "", ""), (goal["Reliability key"], goal["Score"], goal["n"], goal["Own data (%)"], goal["Latest answer"], goal["Is old"]));
        Assert.Equal(("120", "1"), (old["Age of the latest answer (days)"], old["Is old"]));
        var json = JsonNode.Parse(await office.Client.GetStringAsync("/maps/odd/export.json?journey=shop"))!;
        Assert.DoesNotContain(Cell(json, "delivery")["detail"]!["ages"]!.AsArray(), x => Text(x, "dimension") == "goal");
        Assert.Null(Cell(json, "delivery")["detail"]!["goal"]);
        Assert.All(Cell(json, "support")["detail"]!["ages"]!.AsArray(), x => Assert.True((bool)x!["stale"]!));
    }

    [Fact]
    public async Task Of_a_hidden_cell_files_tell_only_what_the_team_itself_said()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnsweredShop.FillAsync(office);
        await office.PostAsync("/maps/few/hypothesis?journey=shop", "/maps/few/hypothesis?journey=shop", ("Rows[0].Key", "payment"), ("Rows[0].Emotion", "80"), ("Rows[0].Reason", "They trust us"));
        await office.PostAsync("/maps/few/notes?journey=shop&lane=actions&stage=purchase", "/maps/few/notes?journey=shop&lane=actions&stage=purchase", ("Fr", "Paye"), ("En", "Pays"));

        var text = await office.Client.GetStringAsync("/maps/few/export.json?journey=shop");
        Assert.DoesNotContain("only four", text, StringComparison.Ordinal);
        var json = JsonNode.Parse(text)!;
        foreach (var cell in json["stages"]!.AsArray().SelectMany(x => x!["touchpoints"]!.AsArray()))
        {
            Assert.All(Dimensions.All, x => Assert.Equal(["badge"], cell![x.Id()]!.AsObject().Select(p => p.Key)));
            var detail = cell!["detail"]!;
            Assert.All((string[])["problems", "words", "verbatims", "ages"], x => Assert.Empty(detail[x]!.AsArray()));
            Assert.Null(detail["goal"]);
        }

        var assumed = Cell(json, "payment")["detail"]!["assumed"]!;
        Assert.Equal((80.0, "insufficient", null, null), (Value(assumed["emotion"], "value"), Text(assumed["emotion"], "verdict"), Value(assumed["emotion"], "gap"), Value(assumed["emotion"], "t")));
        Assert.Equal("Pays", Text(json["stages"]!.AsArray().Single(x => Text(x, "stage") == "purchase")!["notes"]!["actions"], "en"));

        var rows = ReadFiles.Csv(await office.Client.GetByteArrayAsync("/maps/few/export.csv?journey=shop"), ',');
        string[] measured = ["Score", "Score, low", "Raw mean", "n", "n_eff", "Own data (%)", "Weight shown (%)", "Customers at risk", "Silent share (%)", "Latest answer", "Is old", "Gap to what was assumed", "Change"];
        Assert.All(rows, row => Assert.All(measured, x => Assert.Equal("", row[x])));
        Assert.Equal(("80", "insufficient"), rows.Where(x => x["Touchpoint key"] == "payment" && x["Measure key"] == "emotion").Select(x => (x["Assumed"], x["Verdict key"])).Single());
        Assert.Equal(["Pays", "They trust us"], rows.Where(x => x["Measure key"] is "note" or "assumption-reason").Select(x => x["Item"].Length > 0 ? x["Item"] : "").Order());
    }

    private static string Of(string format) => string.Format(CultureInfo.InvariantCulture, Query, format);

    private static JsonNode Cell(JsonNode json, string touchpoint) => json["stages"]!.AsArray().SelectMany(x => x!["touchpoints"]!.AsArray()).Single(x => Text(x, "touchpoint") == touchpoint)!;

    private static string? Text(JsonNode? node, string name) => (string?)node?[name];

    private static double? Value(JsonNode? node, string name) => (double?)node?[name];

    private static double? Number(Dictionary<string, string>? row, string head) => row is null || row[head].Length == 0 ? null : double.Parse(row[head], CultureInfo.GetCultureInfo("en-GB"));

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    // Spaces that do not break are spaces to a reader.
    private static string Plain(string text) => string.Join(' ', text.Split((char[])[' ', '\u00A0', '\u202F', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
