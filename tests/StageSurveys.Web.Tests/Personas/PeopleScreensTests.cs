using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Contracts;
using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Tests.Personas;

/// <summary>The whole application on a database of its own, with some customers and two personas.</summary>
public sealed class PeopleScreensTests : IAsyncLifetime
{
    private const string Key = "a-key-for-tests-0123456789";
    private const string Password = "Tests-Only-12345";
    private TestDatabase database = null!;
    private WebApplicationFactory<SiteOptions> site = null!;
    private HttpClient browser = null!;
    private Guid customer;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateEmptyAsync();
        site = new WebApplicationFactory<SiteOptions>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Testing");
            host.UseSetting("ConnectionStrings:StageSurveys", database.ConnectionString);
            host.UseSetting("Bootstrap:AdminEmail", "admin@example.org");
            host.UseSetting("Bootstrap:AdminPassword", Password);
            host.UseSetting("Bootstrap:ApiKey", Key);
        });
        browser = site.CreateClient();
        var save = site.Services.GetRequiredService<SavePersona>();
        await save.RunAsync(new PersonaInput { Key = "loyal", Name = new LocalText("Fidèles", "Loyal ones"), Quote = new LocalText("Je reviens.", "I come back.") }, default);
        await save.RunAsync(new PersonaInput { Key = "rare", Name = new LocalText("Rares", "Rare ones") }, default);
        await site.Services.GetRequiredService<PublishPersonaRules>().RunAsync(PersonaRulesJson.Read(
            """[{"persona": "loyal", "when": {"all": [{"attribute": "sales.orders", "operator": ">=", "value": 3}]}}]""").Value!, 0, "test", default);
        var stored = await site.Services.GetRequiredService<UpsertCustomers>().RunAsync(
            [.. Enumerable.Range(0, 30).Select(i => new CustomerMessage
            {
                Id = $"c{i:00}", Name = $"Anna {i:00}", Email = $"anna{i}@example.com", Attributes = JsonDocument.Parse($$"""{"sales.orders": {{i % 6}}}""").RootElement,
            })], default);
        customer = stored[3].CustomerId!.Value;
        await PostAsync("/sign-in", "/sign-in", new() { ["Form.Email"] = "admin@example.org", ["Form.Password"] = Password, ["Form.ReturnUrl"] = "/personas" });
    }

    public async Task DisposeAsync()
    {
        browser.Dispose();
        await site.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Every_screen_shows_in_french_and_in_english_without_a_text_left_over()
    {
        string[] pages = ["/customers", "/customers?persona=rare", "/customers/new", "/customers/attributes", $"/customers/{customer}", $"/customers/{customer}/edit", "/personas", "/personas/new",
            "/personas/loyal", "/personas/none", "/personas/loyal/edit", "/personas/rules", "/personas/rules/1", "/personas/rules/versions"];
        foreach (var page in pages)
        {
            var titles = new List<string>();
            foreach (var language in new[] { "fr", "en" })
            {
                var document = await PageAsync($"{page}{(page.Contains('?') ? '&' : '?')}lang={language}");
                Assert.Equal(language, document.DocumentElement.GetAttribute("lang"));
                Assert.Single(document.QuerySelectorAll("h1"));
                titles.Add(document.QuerySelector("main")!.TextContent);
            }

            Assert.NotEqual(titles[0], titles[1]);
        }
    }

    [Fact]
    public async Task The_list_is_paged_and_filtered_by_persona()
    {
        Assert.Equal(25, (await PageAsync("/customers")).QuerySelectorAll("tbody tr").Length);
        Assert.Equal(5, (await PageAsync("/customers?page=2")).QuerySelectorAll("tbody tr").Length);
        Assert.Equal(15, (await PageAsync("/customers?persona=loyal")).QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task A_persona_is_set_by_hand_and_given_back_on_the_customers_page()
    {
        var page = await PageAsync($"/customers/{customer}?lang=en");
        var rare = page.QuerySelectorAll("#personaId option").Single(x => x.TextContent == "Rare ones").GetAttribute("value")!;
        await PostAsync($"/customers/{customer}", $"/customers/{customer}/persona", new() { ["personaId"] = rare });
        Assert.Contains("Set by hand", (await PageAsync($"/customers/{customer}?lang=en")).QuerySelector("main")!.TextContent);
        await PostAsync($"/customers/{customer}", $"/customers/{customer}/persona", []);
        Assert.Contains("Decided by the rules", (await PageAsync($"/customers/{customer}?lang=en")).QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Never_asking_a_person_again_ends_what_they_were_asked_already()
    {
        var now = TimeProvider.System.GetUtcNow();
        var touchpoint = new Touchpoint { Key = "delivery", Name = new LocalText("Livraison", "Delivery") };
        var recorded = new TouchpointEvent { EventKey = "e", Source = "api", TouchpointId = touchpoint.Id, CustomerId = customer, OccurredAt = now, ReceivedAt = now, PlannedAt = now };
        await using (var db = Db())
        {
            db.Journeys.Add(new Journey { Key = "shop", Name = new LocalText("Boutique", "Shop"), Stages = [new Stage { Key = "after", Name = new LocalText("Après", "After"), Touchpoints = [touchpoint] }] });
            db.TouchpointEvents.Add(recorded);
            db.Invitations.Add(new Invitation
            {
                EventId = recorded.Id,
                TouchpointId = touchpoint.Id,
                CustomerId = customer,
                Disposition = Disposition.Visited,
                DispositionAt = now,
                CreatedAt = now,
                DueAt = now,
                ExpiresAt = now.AddDays(14),
            });
            await db.SaveChangesAsync();
        }

        var page = await PostAsync($"/customers/{customer}", $"/customers/{customer}/opt-out?lang=en", []);

        Assert.Contains("is never asked again", page);
        Assert.Contains("Invitation: Opted out", page);
        await using var after = Db();
        Assert.Equal(Disposition.OptedOut, (await after.Invitations.SingleAsync()).Disposition);
        var token = (await PageAsync($"/customers/{customer}")).DocumentElement.GetAttribute("data-csrf")!;
        using var nobody = await browser.PostAsync($"/customers/{Guid.CreateVersion7()}/opt-out", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task A_customer_is_made_and_a_bad_address_is_told_beside_its_field()
    {
        var refused = await PostAsync("/customers/new", "/customers/new?lang=fr", new() { ["ExternalId"] = "x", ["Email"] = "nowhere" });
        Assert.Contains("Ce n’est pas une adresse e-mail.", refused);
        var made = await PostAsync("/customers/new", "/customers/new?lang=en", new() { ["ExternalId"] = "x", ["Email"] = "x@example.com", ["NewGroup"] = "Loyalty", ["NewName"] = "points", ["NewValue"] = "1200" });
        Assert.Contains("1,200", made);
    }

    [Fact]
    public async Task An_attribute_is_called_as_people_name_it()
    {
        var fields = new Dictionary<string, string> { ["Names[0].Key"] = "sales.orders", ["Names[0].Fr"] = "Nombre de commandes", ["Names[0].En"] = "Number of orders" };
        Assert.Contains("The names are saved.", await PostAsync("/customers/attributes", "/customers/attributes?lang=en", fields));
        Assert.Contains("Nombre de commandes ≥ 3", (await PageAsync("/personas/loyal?lang=fr")).QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Rules_are_counted_before_and_published_once()
    {
        const string Rules = """[{"persona": "rare", "when": {"any": [{"attribute": "sales.orders", "operator": "<", "value": 1}]}}]""";
        var preview = await PostAsync("/personas/rules", "/personas/rules/preview?lang=en", new() { ["rules"] = Rules });
        Assert.Contains("20 customers would change persona.", preview);
        var published = await PostAsync("/personas/rules", "/personas/rules?lang=en", new() { ["rules"] = Rules, ["seen"] = "1" });
        Assert.Contains("Version 2 of the rules is in force; 20 customers changed persona.", published);
        var late = await PostAsync("/personas/rules", "/personas/rules?lang=fr", new() { ["rules"] = Rules, ["seen"] = "1" });
        Assert.Contains("entre-temps (version 2)", late);
    }

    [Fact]
    public async Task The_api_stores_customers_and_answers_each()
    {
        using var client = site.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PutAsJsonAsync("/api/v1/customers", new[] { new { id = "a" } })).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        var response = await client.PutAsJsonAsync("/api/v1/customers", new object[] { new { id = "api-1", email = "A@b.org" }, new { id = "api-2", email = "nowhere" } });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var items = (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().ToList();
        Assert.Equal(["created", "rejected"], items.Select(x => x.GetProperty("status").GetString()));
        Assert.Equal("email", items[1].GetProperty("field").GetString());
        var tooMany = await client.PutAsJsonAsync("/api/v1/customers", Enumerable.Range(0, 1001).Select(i => new { id = $"{i}" }));
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
    }

    private StageSurveysDb Db() => site.Services.GetRequiredService<IDbContextFactory<StageSurveysDb>>().CreateDbContext();

    private async Task<IDocument> PageAsync(string address)
    {
        var response = await browser.GetAsync(address);
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{address}: {response.StatusCode}\n{html}");
        return new HtmlParser().ParseDocument(html);
    }

    private async Task<string> PostAsync(string from, string to, Dictionary<string, string> fields)
    {
        var page = await PageAsync(from);
        fields["__RequestVerificationToken"] = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var response = await browser.PostAsync(to, new FormUrlEncodedContent(fields));
        Assert.True((int)response.StatusCode is 200 or 422, $"{to}: {response.StatusCode}");
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }
}
