using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using StageSurveys.Testing;

namespace StageSurveys.Web.Tests.Imports;

public sealed class ImportPagesTests
{
    private const string Rows = "who;mail;points\nc1;camille@example.org;12\nc2;no address;3\nc3;dominique@example.org;many\n";

    [Fact]
    public async Task A_file_goes_in_by_a_mapping_built_in_the_browser_and_bad_rows_are_shown_in_French()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var empty = await office.GetAsync("/imports");
        Assert.Equal("Rien n’a encore été importé", BackOffice.Text(empty, ".empty-title"));

        var page = await office.GetAsync("/imports/new");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.DocumentElement.GetAttribute("data-csrf")!), "__RequestVerificationToken" }, { new StringContent(""), "mapping" }, { File(Rows), "file", "clients.csv" },
        };
        var sent = await office.Client.PostAsync("/imports/new", form);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        var address = sent.RequestMessage!.RequestUri!.AbsolutePath;
        var mapping = await new HtmlParser().ParseDocumentAsync(await sent.Content.ReadAsStringAsync());
        Assert.Equal(["who", "mail", "points"], mapping.QuerySelectorAll("input[name$='.Column']").Select(x => x.GetAttribute("value")));
        Assert.Equal("mail", mapping.QuerySelector("#f-Email option[selected]")!.GetAttribute("value"));
        Assert.Null(mapping.QuerySelector("#f-CustomerId option[selected]"));

        (string, string)[] fields =
        [
            ("Kind", "Customers"), ("Name", "clients"), ("Delimiter", "auto"), ("Encoding", "utf-8"), ("Zone", "Europe/Paris"), ("CustomerId", "who"), ("Email", "mail"),
            ("Columns[0].Column", "points"), ("Columns[0].Attribute", "loyalty.points"), ("Document", ""),
        ];
        var preview = await office.PostAsync(address, address, fields);
        Assert.Contains("""{"loyalty":{"points":"12"}}""", preview.Body!.TextContent, StringComparison.Ordinal);

        await office.PostAsync(address, address, [.. fields, ("run", "1"), ("Keep", "true")]);
        var run = address[..^"/mapping".Length];
        await Eventually.True(async () => (await office.Client.GetFromJsonAsync<JsonElement>(run + "/progress")).GetProperty("done").GetBoolean(), "the import ends");
        var shown = await office.GetAsync(run);
        Assert.Contains("Ce n’est pas une adresse e-mail.", shown.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ce n’est pas une adresse e-mail.", await office.Client.GetStringAsync(run + "/rejected.csv"), StringComparison.Ordinal);
        Assert.Contains((await office.GetAsync("/imports/new")).QuerySelectorAll("#mapping option"), x => x.GetAttribute("value") == "clients");
    }

    [Fact]
    public async Task The_api_takes_a_file_with_its_mapping_and_tells_what_became_of_it()
    {
        await using var office = await BackOffice.OpenAsync("en");
        office.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);
        var refused = await PostAsync(office, """{"version":1,"name":"clients","kind":"customers"}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("customer", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var taken = await PostAsync(office, """{"version":1,"name":"clients","kind":"customers","customer":{"id":"{who}","email":"{mail}"}}""");
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        JsonElement run = default;
        await Eventually.True(async () => (run = await office.Client.GetFromJsonAsync<JsonElement>(taken.Headers.Location)).GetProperty("state").GetString() == "finished", "the import ends");
        Assert.Equal((3, 2, 1), (run.GetProperty("read").GetInt32(), run.GetProperty("added").GetInt32(), run.GetProperty("rejected").GetInt32()));
        Assert.Equal(3, run.GetProperty("faults")[0].GetProperty("line").GetInt32());
    }

    private static Task<HttpResponseMessage> PostAsync(BackOffice office, string mapping) =>
        office.Client.PostAsync("/api/v1/imports", new MultipartFormDataContent { { File(Rows), "file", "clients.csv" }, { new StringContent(mapping), "mapping" } });

    private static StringContent File(string text) => new(text);
}
