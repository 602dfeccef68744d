using StageSurveys.Engine.Demo;
using StageSurveys.Testing;

namespace StageSurveys.Web.Tests.Hosting;

public sealed class QuietLogTests
{
    [Fact]
    public async Task A_first_start_and_a_walk_through_the_screens_leave_no_warning()
    {
        await using var office = await BackOffice.OpenAsync("en", ("Demo:Load", "true"));
        await Eventually.True(() => office.The<DemoProgress>().Step is null, "the demo", TimeSpan.FromMinutes(2));
        var customer = await office.OneAsync<Guid>("SELECT id FROM customers ORDER BY id LIMIT 1");
        var invitation = await office.OneAsync<Guid>("SELECT id FROM invitations ORDER BY id LIMIT 1");
        string[] urls =
        [
            "/", "/journeys", "/journeys/new", "/journeys/online-shop", "/journeys/online-shop/edit", "/journeys/online-shop/cells/delivery?dimension=goal", "/touchpoints/delivery", "/maps",
            "/maps/loyal?journey=online-shop", "/surveys", "/surveys/new", "/surveys/after-delivery", "/surveys/after-delivery/edit", "/surveys/after-delivery/mail", "/invitations",
            $"/invitations/{invitation}", "/customers", "/customers/new", "/customers/attributes", $"/customers/{customer}", "/personas", "/personas/loyal", "/personas/rules", "/personas/rules/1",
            "/personas/rules/versions", "/imports", "/imports/new", "/mailbox", "/settings", "/accounts", "/portfolio", "/programmes", "/programmes/new", "/contact-rules", "/sending",
        ];
        foreach (var url in urls) await office.GetAsync(url);
        var touchpoint = await office.OneAsync<Guid>("SELECT id FROM touchpoints WHERE key = 'delivery'");
        await office.PostAsync("/touchpoints/delivery", $"/touchpoints/{touchpoint}/try", ("Email", "camille@example.org"), ("Locale", "fr"));
        await Eventually.True(async () => await office.OneAsync<long>("SELECT count(*) FROM mailbox_messages") > 0, "the mail of the try");
        await office.GetAsync(await office.UploadAsync("people.csv", "who\nc1\n"));
        foreach (var events in new[] { "true", "false" })
            await office.PostAsync("/contact-rules/dry-runs", "/contact-rules/dry-runs",
                ("OfEvents", events), ("SurveyId", (await office.OneAsync<Guid>("SELECT id FROM surveys WHERE key = 'after-delivery'")).ToString()), ("OpenDays", "14"), ("From", "2026-01-01"), ("To", "2026-02-01"));

        // The test's server, unlike Kestrel, has no limit of its own that an upload could raise, and says so.
        Assert.Equal("", string.Join("\n", office.Log.Complaints.Where(x => !x.Contains("This server does not support", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task The_log_does_tell_what_goes_wrong()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.RunAsync("ALTER TABLE customers RENAME TO gone");
        await office.Client.GetAsync("/customers");

        Assert.Contains(office.Log.Complaints, x => x.Contains("gone", StringComparison.Ordinal) || x.Contains("customers", StringComparison.Ordinal));
    }
}
