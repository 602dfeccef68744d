using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Web.Tests.Customers;

public sealed class CustomerSearchTests
{
    [Fact]
    public async Task What_is_searched_for_stays_out_of_the_URL_and_pages_and_ways_back_still_work()
    {
        await using var office = await OpenAsync();

        var anna = await office.Client.PostAsync("/customers", await FormAsync(office, ("words", "anna")));
        var address = anna.RequestMessage!.RequestUri!.ToString();
        Assert.DoesNotContain("anna", address, StringComparison.OrdinalIgnoreCase);
        var page = await ReadAsync(anna);
        Assert.Equal((25, "anna"), (Rows(page), page.QuerySelector("#words")!.GetAttribute("value")));
        var next = page.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        Assert.DoesNotContain("anna", next, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(5, Rows(await office.GetAsync(next)));

        Assert.Equal(1, Rows(await ReadAsync(await office.Client.PostAsync("/customers", await FormAsync(office, ("words", "berta"))))));
        Assert.Equal(25, Rows(await office.GetAsync(address)));
    }

    [Fact]
    public async Task Somebody_who_types_on_stays_in_one_search_and_gets_the_list_alone()
    {
        await using var office = await OpenAsync();

        using var first = await TypeAsync(office, "ann", "");
        var list = await ReadAsync(first);
        var id = list.QuerySelector("input[name=search]")!.GetAttribute("value")!;
        Assert.Null(list.QuerySelector("nav.navbar-nav, h1"));
        Assert.Equal($"/customers?search={id}", first.Headers.GetValues("HX-Replace-Url").Single());
        using var second = await TypeAsync(office, "anna 07", id);
        Assert.Equal($"/customers?search={id}", second.Headers.GetValues("HX-Replace-Url").Single());
        Assert.Equal(1, Rows(await ReadAsync(second)));
        Assert.Equal(1, Rows(await office.GetAsync($"/customers?search={id}")));
        using var none = await TypeAsync(office, " ", id);
        Assert.Equal("/customers", none.Headers.GetValues("HX-Replace-Url").Single());
        Assert.Equal("31 customers", BackOffice.Text(await ReadAsync(none), "[role=status]"));
    }

    [Fact]
    public async Task Nobody_reads_the_searches_of_whoever_was_signed_in_before()
    {
        await using var office = await OpenAsync();
        var address = (await office.Client.PostAsync("/customers", await FormAsync(office, ("words", "berta")))).RequestMessage!.RequestUri!.ToString();
        Assert.Equal(1, Rows(await office.GetAsync(address)));

        await office.AddUserAsync("second@example.org", "Second");
        await office.PostAsync("/customers", "/sign-out");
        await office.SignInAsync("second@example.org");

        Assert.Equal("", (await office.GetAsync(address)).QuerySelector("#words")!.GetAttribute("value") ?? "");
    }

    [Theory]
    [InlineData("06000", "\"06000\"")]
    [InlineData("+33612345678", "\"+33612345678\"")]
    [InlineData("0.5", "0.5")]
    [InlineData("12,5", "12.5")]
    [InlineData("0", "0")]
    public async Task A_value_that_would_lose_its_leading_sign_as_a_number_is_a_text(string typed, string stored)
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.PostAsync("/customers/new", "/customers/new", ("ExternalId", "c1"), ("NewGroup", "Sales"), ("NewName", "postCode"), ("NewValue", typed));

        Assert.Equal(stored, await office.OneAsync<string>("SELECT (attributes->'sales'->'postCode')::text FROM customers"));
    }

    private static async Task<BackOffice> OpenAsync()
    {
        var office = await BackOffice.OpenAsync("en");
        CustomerMessage[] people =
        [
            .. Enumerable.Range(0, 30).Select(i => new CustomerMessage { Id = $"c{i:00}", Name = $"Anna {i:00}", Email = $"anna{i}@example.com" }),
            new CustomerMessage { Id = "berta", Name = "Berta", Email = "berta@example.com" },
        ];
        await office.The<UpsertCustomers>().RunAsync(people, default);
        return office;
    }

    private static async Task<FormUrlEncodedContent> FormAsync(BackOffice office, params (string Name, string Value)[] fields)
    {
        var token = (await office.GetAsync("/customers")).DocumentElement.GetAttribute("data-csrf")!;
        return new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(x => KeyValuePair.Create(x.Item1, x.Item2)));
    }

    private static async Task<HttpResponseMessage> TypeAsync(BackOffice office, string words, string search)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/customers") { Content = await FormAsync(office, ("words", words), ("search", search), ("persona", "")) };
        request.Headers.Add("HX-Request", "true");
        var response = await office.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    private static async Task<IDocument> ReadAsync(HttpResponseMessage response) => new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());

    private static int Rows(IParentNode page) => page.QuerySelectorAll("tbody tr").Length;
}
