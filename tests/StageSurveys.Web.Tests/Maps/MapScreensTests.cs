using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using StageSurveys.Engine.Scores;
using Xunit;

namespace StageSurveys.Web.Tests.Maps;

public class MapScreensTests
{
    [Theory]
    [InlineData("fr", "Objectifs", "Problèmes", "Insuffisant")]
    [InlineData("en", "Goals", "Problems", "Insufficient")]
    public async Task Board_map_and_opened_cell_are_shown_in_the_language_of_the_user(string language, string goals, string problems, string hidden)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await AnswersAsync(office);
        foreach (var url in (string[])["/journeys/shop", "/maps/many?journey=shop", "/journeys/shop/cells/delivery?dimension=goal&persona=many"])
        {
            var page = await office.GetAsync(url);
            Assert.Contains(goals, page.Body!.TextContent, StringComparison.Ordinal);
            Assert.Contains(problems, page.Body.TextContent, StringComparison.Ordinal);
        }

        Assert.Contains(hidden, (await office.GetAsync("/maps/few?journey=shop")).Body!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty((await office.GetAsync("/maps")).QuerySelectorAll("a[href='/maps/many?journey=shop']"));
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync("/maps/nobody?journey=shop")).StatusCode);
    }

    [Fact]
    public async Task What_is_hidden_is_in_no_page_no_chart_and_no_answer_of_the_interface()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnswersAsync(office);
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        string[] urls =
        [
            "/maps/few?journey=shop", "/maps/few?journey=shop&weighting=plain&rule=every", "/journeys/shop?persona=few",
            "/journeys/shop/cells/delivery?persona=few&dimension=emotion", "/api/v1/personas/few/map?journey=shop", "/api/v1/journeys/shop/board?persona=few",
        ];
        foreach (var url in urls)
        {
            var text = await office.Client.GetStringAsync(url);
            Assert.DoesNotContain("only four wrote this", text, StringComparison.Ordinal);
            Assert.DoesNotContain("+100", text.Replace("−100 to +100", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        using var map = JsonDocument.Parse(await office.Client.GetStringAsync("/api/v1/personas/few/map?journey=shop"));
        var cell = map.RootElement.GetProperty("stages")[0].GetProperty("touchpoints")[0].GetProperty("goal");
        Assert.Equal(["badge"], cell.EnumerateObject().Select(x => x.Name));
        using var shown = JsonDocument.Parse(await office.Client.GetStringAsync("/api/v1/journeys/shop/board?persona=many"));
        var figure = shown.RootElement.GetProperty("stages")[0].GetProperty("touchpoints")[0].GetProperty("emotion");
        Assert.Equal(-50, figure.GetProperty("mean").GetDouble(), 9);
        Assert.Equal(
            ["score", "mean", "low", "high", "n", "nEff", "badge", "ownData"], figure.EnumerateObject().Select(x => x.Name));
    }

    [Theory]
    [InlineData("/api/v1/journeys/shop/board?from=yesterday", "from")]
    [InlineData("/api/v1/journeys/shop/board?channel=pigeon", "channel")]
    [InlineData("/api/v1/journeys/shop/board?persona=nobody", "persona")]
    [InlineData("/api/v1/personas/many/map", "journey")]
    [InlineData("/api/v1/journeys/shop/board?survey=nothing", "survey")]
    [InlineData("/api/v1/personas/many/map?journey=shop&survey=nothing", "survey")]
    [InlineData("/api/v1/journeys/shop/board?channel=web,shop", "channel")]
    [InlineData("/api/v1/journeys/shop/board?channel=3", "channel")]
    [InlineData("/api/v1/journeys/shop/board?period=60", "period")]
    [InlineData("/api/v1/invitations?disposition=sent,failed", "disposition")]
    public async Task A_parameter_that_means_nothing_is_refused_by_its_name(string url, string field)
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnswersAsync(office);
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        var response = await office.Client.GetAsync(url);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task What_a_customer_wrote_carries_its_language_and_its_moment_the_zone_of_the_brand()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnswersAsync(office);
        await office.RunAsync("UPDATE responses SET locale = 'fr-CA'");
        await office.RunAsync("UPDATE responses SET answers = answers || '{\"c\":\"Très bien\"}'");
        await office.RunAsync("UPDATE brands SET time_zone = 'Pacific/Kiritimati'");

        var cell = await office.GetAsync("/journeys/shop/cells/delivery?dimension=emotion");
        var said = cell.QuerySelectorAll(".ss-answer dd.ss-said");
        Assert.NotEmpty(said);
        Assert.All(said, x => Assert.Equal(("Très bien", "fr-CA"), (x.TextContent, x.GetAttribute("lang"))));
        Assert.Empty(cell.QuerySelectorAll(".ss-answer dd[lang]:not(.ss-said)"));
        var time = cell.QuerySelector(".ss-answer time")!;
        var there = DateTimeOffset.Parse(time.GetAttribute("datetime")!, CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(14));
        Assert.Equal(there.ToString("d MMM yyyy HH:mm", CultureInfo.GetCultureInfo("en-GB")), time.TextContent);
    }

    [Fact]
    public async Task An_open_board_learns_that_something_was_scored()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await AnswersAsync(office);
        var poll = (await office.GetAsync("/journeys/shop")).QuerySelector("[hx-get*='/stamp']")!.GetAttribute("hx-get")!;
        Assert.Equal(HttpStatusCode.NoContent, (await office.Client.GetAsync(poll)).StatusCode);
        await ScoreAsync(office);
        Assert.Equal("scores-changed", (await office.Client.GetAsync(poll)).Headers.GetValues("HX-Trigger").Single());
    }

    /// <summary>Twelve answers of the persona "many", twelve of "others", four each of "few" and "rare" that must never be seen.</summary>
    internal static async Task AnswersAsync(BackOffice office)
    {
        await using var command = office.The<NpgsqlDataSource>().CreateCommand(
            """
            DO $do$
            DECLARE journey uuid := gen_random_uuid(); stage uuid := gen_random_uuid(); touchpoint uuid := gen_random_uuid(); survey uuid := gen_random_uuid();
                    version uuid := gen_random_uuid(); persona record; customer uuid;
            BEGIN
              INSERT INTO journeys (id, key, channel_strategy, created_at, name_en, name_fr) VALUES (journey, 'shop', 'Omnichannel', now(), 'Shop', 'Boutique');
              INSERT INTO stages (id, journey_id, key, phase, position, name_en, name_fr) VALUES (stage, journey, 'after', 'After', 0, 'After', 'Post-achat');
              INSERT INTO touchpoints (id, stage_id, key, channel, is_mandatory, is_key_moment, owner_team, owner_person, position, goal_en, goal_fr, name_en, name_fr)
              VALUES (touchpoint, stage, 'delivery', 'Delivery', true, true, 'Logistics', '', 0, '', '', 'Delivery', 'Livraison');
              INSERT INTO surveys (id, key, draft, draft_updated_at, is_imported, created_at, mail_body_en, mail_body_fr, mail_subject_en, mail_subject_fr, name_en, name_fr)
              VALUES (survey, 's', '{}', now(), false, now(), '', '', '', '', 'S', 'S');
              INSERT INTO survey_versions (id, survey_id, number, definition, published_at, published_by) VALUES (version, survey, 1,
                '{"elements":[{"type":"rating","name":"face","measure":"face","rateMax":5},{"type":"radiogroup","name":"goal","measure":"goal","choices":["yes","no"]},
                  {"type":"rating","name":"ces","measure":"ces","rateMax":7},{"type":"comment","name":"c","measure":"verbatim"}]}', now(), '');
              FOR persona IN SELECT gen_random_uuid() AS id, * FROM (VALUES ('many', 12, 2), ('others', 12, 3), ('few', 4, 5), ('rare', 4, 5)) AS p (key, people, face) LOOP
                INSERT INTO personas (id, key, colour, traits, position, is_fallback, description_en, description_fr, name_en, name_fr, quote_en, quote_fr)
                VALUES (persona.id, persona.key, '#112233', '{}', 1, false, '', '', persona.key, persona.key, '', '');
                FOR i IN 1..persona.people LOOP
                  customer := gen_random_uuid();
                  INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at, scored_at)
                  VALUES (gen_random_uuid(), version, touchpoint, customer, persona.id, 1, 'en', jsonb_build_object('face', persona.face, 'goal', 'yes', 'ces', 4,
                    'c', CASE WHEN persona.people = 4 THEN 'only four wrote this' ELSE 'fine' END), now() - interval '1 day', now() - interval '1 day', now());
                END LOOP;
              END LOOP;
            END $do$
            """);
        await command.ExecuteNonQueryAsync();
        await ScoreAsync(office);
    }

    private static async Task ScoreAsync(BackOffice office)
    {
        await using var command = office.The<NpgsqlDataSource>().CreateCommand("SELECT id FROM responses");
        List<Guid> ids = [];
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) ids.Add(reader.GetGuid(0));
        await office.The<ScoreResponses>().RunAsync(ids, CancellationToken.None);
    }
}
