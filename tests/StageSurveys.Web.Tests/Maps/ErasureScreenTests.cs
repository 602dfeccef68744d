using System.Net;

namespace StageSurveys.Web.Tests.Maps;

/// <summary>Erasing an answer on the page where a cell opens down to it.</summary>
public class ErasureScreenTests
{
    private const string Cell = "/journeys/shop/cells/delivery?dimension=emotion&persona=many";

    [Theory]
    [InlineData("fr", "Effacer cette réponse", "La réponse est effacée")]
    [InlineData("en", "Erase this answer", "The answer is erased")]
    public async Task An_administrator_erases_an_answer_after_confirming_it(string language, string button, string done)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await BoardAnswers.StoreAsync(office);
        var before = await office.OneAsync<long>("SELECT count(*) FROM responses");
        var page = await office.GetAsync(Cell);
        var form = page.QuerySelector(".ss-erase")!;
        Assert.Equal(button, form.QuerySelector("button")!.TextContent.Trim());
        Assert.NotEqual("", form.GetAttribute("data-confirm"));

        var after = await office.PostAsync(Cell, form.GetAttribute("action")!, ("back", form.QuerySelector("input[name=back]")!.GetAttribute("value")!));

        Assert.Contains(done, after.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(after.QuerySelectorAll(".ss-erase"));
        Assert.Equal(before - 1, await office.OneAsync<long>("SELECT count(*) FROM responses"));
        Assert.Equal(1, await office.OneAsync<long>("SELECT count(*) FROM erased_responses WHERE erased_by <> ''"));
        // Sent once more, from another window.
        await office.PostAsync(Cell, form.GetAttribute("action")!, ("back", "https://elsewhere.example.org/"));
        Assert.Equal(before - 1, await office.OneAsync<long>("SELECT count(*) FROM responses"));
    }

    [Fact]
    public async Task Nobody_else_is_offered_to_erase_or_may()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);
        var before = await office.OneAsync<long>("SELECT count(*) FROM responses");
        var id = await office.OneAsync<Guid>("SELECT id FROM responses LIMIT 1");
        await office.AddUserAsync("bea@example.org", "Bea");
        await office.PostAsync(Cell, "/sign-out");
        await office.SignInAsync("bea@example.org");

        var page = await office.GetAsync(Cell);
        Assert.NotEmpty(page.QuerySelectorAll(".ss-answer"));
        Assert.Empty(page.QuerySelectorAll(".ss-erase"));
        using var refused = await office.Straight.PostAsync($"/responses/{id}/erase", new FormUrlEncodedContent(
            [KeyValuePair.Create("__RequestVerificationToken", page.DocumentElement.GetAttribute("data-csrf")!)]));
        Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal(before, await office.OneAsync<long>("SELECT count(*) FROM responses"));
    }
}
