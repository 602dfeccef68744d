using System.Net;
using StageSurveys.Engine.Portfolio;

namespace StageSurveys.Web.Tests.Accounts;

public sealed class AccountScreensTests
{
    [Fact]
    public async Task An_account_is_made_changed_put_away_and_taken_back_in_French()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await office.AddManagerAsync("ada@example.org", "Ada");
        var refused = await office.PostAsync("/accounts/new", "/accounts/new", ("Name", "Boulangerie"), ("Key", ""), ("Value", "beaucoup"), ("RenewsOn", "demain"), ("Attributes", "sans valeur"));
        var said = BackOffice.Text(refused, ".alert-danger");
        Assert.Contains("Écrivez « nom = valeur »".Replace("« ", "«\u00A0").Replace(" »", "\u00A0»"), said);
        Assert.Contains("n’est pas un nombre", said);

        var page = await office.PostAsync("/accounts/new", "/accounts/new", ("Name", "Boulangerie"), ("Key", "b1"), ("Value", "84 800,50"), ("RenewsOn", "2027-03-31"), ("Segment", "Grands comptes"), ("Manager", "ada@example.org"), ("Attributes", "sites = 12\nville = Lyon"));
        Assert.Equal("Boulangerie", BackOffice.Text(page, "h1"));
        Assert.Contains("84 800 €", string.Concat(BackOffice.Text(page, "main").Select(x => char.IsWhiteSpace(x) ? ' ' : x)));
        Assert.Equal("84800.50 Ada Grands comptes 12 Lyon", await office.OneAsync<string>("SELECT concat_ws(' ', value_per_year, manager_name, segment, attributes ->> 'sites', attributes ->> 'ville') FROM accounts"));

        var id = await office.OneAsync<Guid>("SELECT id FROM accounts");
        await office.PostAsync($"/accounts/{id}/edit", $"/accounts/{id}/edit", ("Name", "Boulangerie"), ("Key", "b1"), ("Attributes", "ville = Paris"));
        Assert.Equal("{\"ville\": \"Paris\"}", await office.OneAsync<string>("SELECT attributes::text FROM accounts"));
        await office.PostAsync($"/accounts/{id}", $"/accounts/{id}/archive");
        Assert.Null((await office.GetAsync("/accounts")).QuerySelector($"a[href='/accounts/{id}']"));
        Assert.NotNull((await office.GetAsync("/accounts?archived=true")).QuerySelector($"a[href='/accounts/{id}']"));
        await office.PostAsync($"/accounts/{id}", $"/accounts/{id}/restore");
        Assert.NotNull((await office.GetAsync("/accounts?search=boulang")).QuerySelector($"a[href='/accounts/{id}']"));
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync($"/accounts/{Guid.NewGuid()}")).StatusCode);
    }

    [Fact]
    public async Task The_file_of_a_portfolio_holds_what_its_screen_shows()
    {
        await using var office = await BackOffice.OpenAsync("en");
        for (var i = 0; i < 30; i++)
            await office.RunAsync("INSERT INTO accounts (id, key, name, segment, value_per_year, renews_on, created_at, updated_at) VALUES (gen_random_uuid(), $1, $2, $3, $4, now()::date + 30 * $5, now(), now())", $"k{i:00}", $"Account {i}", i % 2 == 0 ? "even" : "odd", 1000m * (i + 1), i);
        await office.The<RefreshAccountScores>().RunAsync(default);
        var first = await office.GetAsync("/portfolio?segment=even");
        Assert.Equal("15", BackOffice.Text(first, ".ss-tile .v"));
        var lines = (await office.Client.GetStringAsync("/portfolio/export?segment=even")).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(16, lines.Length);
        Assert.Equal(first.QuerySelectorAll("tbody tr td:first-child a").Select(x => x.TextContent), lines.Skip(1).Select(x => x.Split(',')[1]));
        Assert.Equal(2, (await office.GetAsync("/portfolio?page=2")).QuerySelectorAll(".pagination .page-item").Length);
        Assert.Equal(5, (await office.GetAsync("/portfolio?page=2")).QuerySelectorAll("tbody tr").Length);
    }
}
