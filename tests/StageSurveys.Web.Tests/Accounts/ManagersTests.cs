using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using StageSurveys.Engine.Accounts;

namespace StageSurveys.Web.Tests.Accounts;

/// <summary>What an account manager may see: the own accounts, by no way anything else.</summary>
public sealed partial class ManagersTests
{
    // What is open to managers and names no account. Whoever opens another page to them says here that it shows own accounts only.
    private static readonly string[] Open = ["GET portfolio", "GET portfolio/export", "GET accounts", "GET programmes"];

    // Whoever chose no account is led back to the list of them; WaveScreensTests chooses foreign ones. Who waits for nothing is led to the first page.
    private static readonly string[] Unchosen = ["GET waves/now", "POST waves/now", "POST waves/now/choose", "GET demo-loading"];

    [Fact]
    public async Task No_route_shows_a_manager_anything_of_another_ones_accounts()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var (ada, bob) = (await office.AddManagerAsync("ada@example.org", "Ada"), await office.AddManagerAsync("bob@example.org", "Bob"));
        var own = await AccountAsync(office, "own-account", "ada@example.org");
        var foreign = await AccountAsync(office, "foreign-secret", "bob@example.org");
        await office.RunAsync("UPDATE accounts SET parent_id = $1, segment = 'foreign-secret-segment' WHERE id = $2", foreign, own);
        await office.RunAsync("UPDATE accounts SET segment = NULL WHERE id = $1", own);
        var contact = (await office.The<AddContact>().RunAsync(foreign, null, "hidden-secret@example.org", "Hidden Secret", "en", "user", 1, default)).Value;
        await office.SignInAsync("ada@example.org");
        var token = (await office.GetAsync("/portfolio")).DocumentElement.GetAttribute("data-csrf")!;
        office.Straight.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);

        List<string> wrong = [];
        var walked = 0;
        foreach (var (method, template, anonymous) in Routes(office))
        {
            if (template == "sign-out") continue;
            foreach (var query in new[] { "", $"?manager={bob}&id={foreign}&search=foreign&account={foreign}" })
            {
                using var request = new HttpRequestMessage(method, "/" + Hole().Replace(template, hole => hole.Groups[1].Value switch
                {
                    "customer" => $"{contact}",
                    "id" when template.StartsWith("customers", StringComparison.Ordinal) => $"{contact}",
                    _ when template.StartsWith("people", StringComparison.Ordinal) => $"{bob}",
                    "id" => $"{foreign}",
                    _ => hole.Groups[2].Value == ":int" ? "1" : hole.Groups[2].Value == ":guid" ? $"{foreign}" : "acme",
                }) + query);
                if (method != HttpMethod.Get) request.Content = new FormUrlEncodedContent([new("Email", "hidden-secret@example.org"), new("Role", "user"), new("role", "user"), new("influence", "1"), new("id", $"{foreign}")]);
                using var response = await office.Straight.SendAsync(request);
                var (status, body) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
                walked++;
                if (!anonymous && !(Open.Contains($"{method} {template}") ? status == 200 : template.Length == 0 ? status == 302 : status is 401 or 403 or 404 || (status == 302 && Unchosen.Contains($"{method} {template}")))) wrong.Add($"{status} {method} {request.RequestUri}");
                if (!anonymous && body.Contains("secret", StringComparison.OrdinalIgnoreCase)) wrong.Add($"a secret in {method} {request.RequestUri}");
            }
        }

        Assert.True(walked > 250, $"only {walked} requests");
        Assert.Empty(wrong);
        Assert.Equal(1L, await office.OneAsync<long>("SELECT count(*) FROM account_contacts"));
        var page = await office.GetAsync($"/accounts/{own}");
        Assert.Contains("OWN-ACCOUNT", page.Body!.TextContent);
        Assert.DoesNotContain("secret", page.Body.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(ada, bob);
    }

    [Fact]
    public async Task A_manager_begins_at_the_portfolio_and_keeps_contacts_of_own_accounts()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await office.AddManagerAsync("ada@example.org", "Ada");
        var own = await AccountAsync(office, "mine", "ada@example.org");
        var home = await office.SignInAsync("ada@example.org");
        Assert.Equal("Portefeuille", BackOffice.Text(home, "h1"));
        Assert.Equal(["Portefeuille", "Comptes", "Enquêtes périodiques"], home.QuerySelectorAll("#navigation .nav-link").Select(x => x.TextContent));
        Assert.Null(home.QuerySelector("a[href='/settings']"));

        var page = await office.PostAsync($"/accounts/{own}", $"/accounts/{own}/contacts", ("Email", "new@example.org"), ("Name", "Noé"), ("Role", "finance"), ("Influence", "2,5"));
        Assert.Contains("Le contact est ajouté.", BackOffice.Text(page, ".notice"));
        Assert.Equal("Noé", BackOffice.Text(page, "#contacts summary strong"));
        var customer = await office.OneAsync<Guid>("SELECT customer_id FROM account_contacts");
        await office.PostAsync($"/accounts/{own}", $"/accounts/{own}/contacts/{customer}", ("role", "sponsor"), ("influence", "3"), ("left", "true"));
        Assert.Equal("sponsor 3.00 left", await office.OneAsync<string>("SELECT concat_ws(' ', role, influence, CASE WHEN left_at IS NOT NULL THEN 'left' END) FROM account_contacts"));
    }

    [Fact]
    public async Task An_administrator_makes_a_managers_sign_in_and_closes_it_again()
    {
        await using var office = await BackOffice.OpenAsync("en");
        var made = await office.PostAsync("/people", "/people", ("displayName", "Ada Lovelace"), ("email", "Ada@Example.org"));
        var password = BackOffice.Text(made, ".alert code");
        Assert.Matches("^([A-Za-z0-9]{4}-){3}[A-Za-z0-9]{4}$", password);
        Assert.Contains("Somebody signs in with this address already.", (await office.PostAsync("/people", "/people", ("displayName", "Again"), ("email", "ada@example.org"))).Body!.TextContent);
        var id = await office.OneAsync<Guid>("SELECT id FROM account_managers WHERE email = 'ada@example.org' AND name = 'Ada Lovelace'");

        var signedIn = await office.PostAsync("/sign-in", "/sign-in", ("Form.Email", "ada@example.org"), ("Form.Password", password));
        Assert.Equal("Portfolio", BackOffice.Text(signedIn, "h1"));
        Assert.Equal(HttpStatusCode.Forbidden, (await office.Straight.GetAsync("/people")).StatusCode);

        await office.SignInAsync();
        var stamp = await office.OneAsync<string>("SELECT security_stamp FROM identity.users WHERE id = $1", id);
        Assert.Contains("closed", BackOffice.Text(await office.PostAsync("/people", $"/people/{id}/close"), "main"));
        // Sessions that are open end with the stamp.
        Assert.NotEqual(stamp, await office.OneAsync<string>("SELECT security_stamp FROM identity.users WHERE id = $1", id));
        Assert.Equal("Sign in", BackOffice.Text(await office.PostAsync("/sign-in", "/sign-in", ("Form.Email", "ada@example.org"), ("Form.Password", password)), "h1"));
        await office.SignInAsync();
        await office.PostAsync("/people", $"/people/{id}/open");
        var other = BackOffice.Text(await office.PostAsync("/people", $"/people/{id}/password"), ".alert code");
        Assert.Equal("Portfolio", BackOffice.Text(await office.PostAsync("/sign-in", "/sign-in", ("Form.Email", "ada@example.org"), ("Form.Password", other)), "h1"));
    }

    [Fact]
    public async Task The_role_and_passwords_of_the_team_cannot_be_changed_by_way_of_managers()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.AddUserAsync("team@example.org", "Tea");
        foreach (var email in new[] { "team@example.org", BackOffice.Email })
        {
            var id = await office.OneAsync<Guid>("SELECT id FROM identity.users WHERE email = $1", email);
            var token = (await office.GetAsync("/people")).DocumentElement.GetAttribute("data-csrf")!;
            foreach (var what in new[] { "close", "open", "password" })
            {
                using var response = await office.Client.PostAsync($"/people/{id}/{what}", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            }
        }
    }

    private static async Task<Guid> AccountAsync(BackOffice office, string key, string manager)
    {
        var saved = await office.The<SaveAccount>().RunAsync(null, new AccountInput { Key = key, Name = key.ToUpperInvariant(), Manager = manager, ValuePerYear = 1000 }, default);
        Assert.True(saved.Ok);
        return saved.Value;
    }

    private static IEnumerable<(HttpMethod Method, string Template, bool Anonymous)> Routes(BackOffice office) =>
        office.The<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>().Where(x => x.AttributeRouteInfo is not null)
            .SelectMany(x => (x.ActionConstraints ?? []).OfType<HttpMethodActionConstraint>().SelectMany(c => c.HttpMethods).DefaultIfEmpty("GET").Distinct()
                .Select(method => (HttpMethod.Parse(method), x.AttributeRouteInfo!.Template!, x.EndpointMetadata.Any(m => m is IAllowAnonymous))));

    [GeneratedRegex(@"\{(\w+)(:\w+)?\??\}")]
    private static partial Regex Hole();
}
