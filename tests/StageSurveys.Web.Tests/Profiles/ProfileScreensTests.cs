using System.Net;
using System.Text.Json;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Web.Tests.Profiles;

public sealed class ProfileScreensTests
{
    [Theory]
    [InlineData("fr", "Profil de calcul", "En vigueur", "Poids d’un moment clé", "Inquiet")]
    [InlineData("en", "Scoring profile", "In force", "Weight of a key moment", "Worried")]
    public async Task Versions_and_their_constants_are_shown_in_the_language_of_the_user(string language, string title, string inForce, string constant, string word)
    {
        await using var office = await BackOffice.OpenAsync(language);

        var list = await office.GetAsync("/profiles");
        var version = await office.GetAsync("/profiles/1");

        Assert.Contains(title, list.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(inForce, list.QuerySelector(".profile-versions")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(constant, version.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(word, version.Body.TextContent, StringComparison.Ordinal);
        Assert.Empty(version.QuerySelectorAll("input[name^='values']"));
        Assert.NotEmpty((await office.GetAsync("/settings")).QuerySelectorAll("a[href='/profiles']"));
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync("/profiles/9")).StatusCode);
    }

    [Theory]
    [InlineData("fr", "2,5", "La valeur doit être comprise entre 5 et 100.")]
    [InlineData("en", "2.5", "The value must lie between 5 and 100.")]
    public async Task A_bad_value_stays_in_its_field_with_its_reason_and_the_others_are_saved(string language, string good, string reason)
    {
        await using var office = await BackOffice.OpenAsync(language);
        var draft = await office.PostAsync("/profiles", "/profiles/1/copy");
        Assert.Equal("5", draft.QuerySelector("[name='values[anonymityFloor]']")!.GetAttribute("value"));

        var page = await SaveAsync(office, ("values[anonymityFloor]", "3"), ("values[keyMomentWeight]", good), ("values[emotion.angry]", "−90"));

        var field = page.QuerySelector("[name='values[anonymityFloor]']")!;
        Assert.Equal(("3", "true"), (field.GetAttribute("value"), field.GetAttribute("aria-invalid")));
        Assert.Contains(reason, field.Closest(".profile-field")!.TextContent, StringComparison.Ordinal);
        var again = await office.GetAsync("/profiles/2");
        Assert.Equal(good, again.QuerySelector("[name='values[keyMomentWeight]']")!.GetAttribute("value"));
        Assert.Equal("−90", again.QuerySelector("[name='values[emotion.angry]']")!.GetAttribute("value"));
        Assert.Equal(2, again.QuerySelectorAll(".profile-differences tbody tr").Length);
    }

    [Fact]
    public async Task Publishing_scores_everything_again_and_the_screens_name_the_profile_of_their_figures()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        await office.PostAsync("/profiles", "/profiles/1/copy");
        var before = await office.GetAsync("/journeys/online-shop");
        Assert.Contains("Scoring profile v1", Rules(before), StringComparison.Ordinal);

        var list = await SaveAsync(office, ("values[goalPartly]", "60"), ("values[halfLifeDays]", "30"), ("then", "publish"));

        Assert.NotEmpty(list.QuerySelectorAll(".profile-versions a[href='/profiles/2']"));
        await Eventually.True(
            async () => Rules(await office.GetAsync("/journeys/online-shop")).Contains("Scoring profile v2", StringComparison.Ordinal), "The profile never came into force.");
        var after = await office.GetAsync("/journeys/online-shop");
        Assert.Contains("half after 30 days", Rules(after), StringComparison.Ordinal);
        Assert.Empty(after.QuerySelectorAll(".ss-recomputing"));
        Assert.Empty((await office.GetAsync("/profiles/2")).QuerySelectorAll("input[name^='values']"));
        Assert.Empty(await office.The<VerifyCells>().RunAsync(10, CancellationToken.None));
    }

    [Theory]
    [InlineData("fr", "Tout est recalculé avec le profil v2")]
    [InlineData("en", "Everything is being scored again under profile v2")]
    public async Task While_it_runs_board_map_and_list_say_so_with_its_progress(string language, string says)
    {
        await using var office = await BackOffice.OpenDemoAsync(language);
        await office.PostAsync("/profiles", "/profiles/1/copy");
        // Somebody else works on it, it seems, so that it stands where it is.
        await office.RunAsync("CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.heartbeat_at = now() + interval '1 hour'; RETURN NEW; END $f$");
        await office.RunAsync("CREATE TRIGGER hold BEFORE INSERT ON recomputations FOR EACH ROW EXECUTE FUNCTION hold()");

        await SaveAsync(office, ("values[goalPartly]", "60"), ("then", "publish"));

        var list = await office.GetAsync("/profiles");
        var address = list.QuerySelector("[data-progress-url]")!.GetAttribute("data-progress-url")!;
        using var progress = JsonDocument.Parse(await office.Client.GetStringAsync(address));
        Assert.Equal((0, false), (progress.RootElement.GetProperty("percent").GetDouble(), progress.RootElement.GetProperty("done").GetBoolean()));
        foreach (var url in (string[])["/journeys/online-shop", "/maps/loyal?journey=online-shop"])
            Assert.Contains(says, (await office.GetAsync(url)).QuerySelector(".ss-recomputing")!.TextContent, StringComparison.Ordinal);

        Assert.Empty((await office.PostAsync("/profiles", "/profiles/recompute/stop")).QuerySelectorAll("[data-progress-url]"));
        Assert.Empty((await office.GetAsync("/journeys/online-shop")).QuerySelectorAll(".ss-recomputing"));
    }

    [Fact]
    public async Task Who_is_no_administrator_may_look_and_not_change()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.AddUserAsync("grace@example.org", "Grace");
        await office.PostAsync("/profiles", "/profiles/1/copy");
        await office.SignInAsync("grace@example.org");

        Assert.Empty((await office.GetAsync("/profiles")).QuerySelectorAll("main form"));
        Assert.Empty((await office.GetAsync("/profiles/2")).QuerySelectorAll("main form"));
        var token = (await office.GetAsync("/profiles")).DocumentElement.GetAttribute("data-csrf")!;
        foreach (var url in (string[])["/profiles/1/copy", "/profiles/2", "/profiles/2/use", "/profiles/2/delete", "/profiles/recompute/stop"])
        {
            var answer = await office.Straight.PostAsync(url, new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
            Assert.False(answer.IsSuccessStatusCode, url);
        }

        Assert.Equal(2, (await office.The<ReadProfiles>().RunAsync(CancellationToken.None)).Count);
    }

    private static async Task<AngleSharp.Html.Dom.IHtmlDocument> SaveAsync(BackOffice office, params (string Name, string Value)[] fields)
    {
        var basedOn = (await office.GetAsync("/profiles/2")).QuerySelector("[name=basedOn]")!.GetAttribute("value")!;
        return await office.PostAsync("/profiles/2", "/profiles/2", [("basedOn", basedOn), .. fields]);
    }

    /// <summary>The sentences that say by which rules the figures of a screen were made.</summary>
    private static string Rules(AngleSharp.Dom.IParentNode page) => string.Join('\n', page.QuerySelectorAll(".ss-scope").Select(x => x.TextContent));
}
