
namespace StageSurveys.Web.Tests.Invitations;

public sealed class LedgerPageTests
{
    [Fact]
    public async Task Filters_hold_for_ledger_and_list_alike_and_a_period_that_runs_backwards_is_named()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");
        var id = await office.OneAsync<string>("SELECT event_key FROM touchpoint_events ORDER BY id LIMIT 1");

        var one = await office.GetAsync($"/invitations?eventId={Uri.EscapeDataString(id)}");
        var backwards = await office.GetAsync("/invitations?from=2026-03-01&to=2026-01-01");

        Assert.Equal("1", BackOffice.Text(one, "tfoot td"));
        Assert.Contains("La période se termine avant de commencer", BackOffice.Text(backwards, "[role=alert]"), StringComparison.Ordinal);
        Assert.Empty(backwards.QuerySelectorAll("table"));
        var names = one.QuerySelectorAll("#touchpoint option").Select(x => x.TextContent.Trim()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }
}
