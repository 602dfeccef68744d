using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StageSurveys.Engine.Journeys;

namespace StageSurveys.Web.Tests.Hosting;

/// <summary>The character U+0000 and half of a surrogate pair, which PostgreSQL has no place for, in whatever a browser or a program may send.</summary>
public sealed class UnstorableTextTests
{
    [Theory]
    [InlineData("/api/v1/invitations?eventId=%00", "eventId")]
    [InlineData("/api/v1/invitations?touchpoint=a%00b", "touchpoint")]
    [InlineData("/api/v1/ledger?touchpoint=%00", "touchpoint")]
    [InlineData("/api/v1/journeys/shop/board?persona=%00", "persona")]
    [InlineData("/api/v1/personas/none/map?journey=%00", "journey")]
    public async Task The_interface_refuses_it_by_the_name_of_the_parameter(string url, string field)
    {
        await using var office = await BackOffice.OpenAsync("en");
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);

        using var refused = await office.Client.GetAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal("The text holds characters that cannot be stored.", problem.RootElement.GetProperty("errors").GetProperty(field)[0].GetString());
    }

    [Theory]
    [InlineData("/customers?persona=a%00b")]
    [InlineData("/invitations?eventId=%00")]
    [InlineData("/maps/none?journey=%00")]
    public async Task A_screen_says_so_in_the_language_of_the_person(string url)
    {
        await using var office = await BackOffice.OpenAsync("fr");

        using var refused = await office.Client.GetAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Le texte contient des caractères qui ne peuvent pas être enregistrés.", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_bad_customer_or_event_does_not_cost_the_others()
    {
        await using var office = await BackOffice.OpenAsync("en");
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);

        using var sent = await office.Client.PutAsync("/api/v1/customers", Json("""[{"id":"a\u0000"},{"id":"b"}]"""));

        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        using var items = JsonDocument.Parse(await sent.Content.ReadAsStringAsync());
        Assert.Equal(["rejected", "created"], items.RootElement.EnumerateArray().Select(x => x.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_body_or_a_form_in_parts_that_holds_it_is_refused_and_changes_nothing()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var made = await office.The<CreateJourney>().RunAsync(new(new("Boutique", "Shop"), ChannelStrategy.Omnichannel, "short"), default);
        var stage = (await office.The<ReadJourneyOutline>().RunAsync(made.Value!, default))!.Stages[0];
        var page = await office.GetAsync("/journeys");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.DocumentElement.GetAttribute("data-csrf")!), "__RequestVerificationToken" }, { new StringContent("Sh\0op"), "NameEn" }, { new StringContent("Boutique"), "NameFr" },
        };

        using var renamed = await office.PostJsonAsync("/journeys", $"/stages/{stage.Id}/name", new { name = "a\0b" });
        using var sent = await office.Client.PostAsync("/journeys", form);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (renamed.StatusCode, sent.StatusCode));
        Assert.Equal("application/problem+json", renamed.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The text holds characters that cannot be stored.", await sent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(stage.Name, (await office.The<ReadJourneyOutline>().RunAsync(made.Value!, default))!.Stages[0].Name);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
