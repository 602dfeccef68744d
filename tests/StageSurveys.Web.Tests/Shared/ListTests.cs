using System.Globalization;
using AngleSharp.Dom;

namespace StageSurveys.Web.Tests.Shared;

/// <summary>What all lists have in common, on the demo workspace with more of everything that it has few of.</summary>
public sealed class ListTests
{
    private static readonly (string Url, string Row)[] Lists =
    [
        ("/customers", "tbody tr"), ("/invitations", "#list tbody tr"), ("/mailbox", ".list-group-item"), ("/imports", "tbody tr"), ("/journeys", ".journey-card"),
        ("/surveys", ".card .list-group-item"), ("/surveys/after-delivery", "section li a[href*='/versions/']"), ("/touchpoints/delivery", "#events tbody tr"),
        ("/journeys/online-shop/cells/delivery?dimension=goal", ".ss-answer"), ("/personas/rules/versions", "tbody tr"), ("/customers/{customer}", "#timeline ~ ul li"),
    ];

    private static readonly (string Url, string Row)[] Archives =
        [("/journeys", "#archived li.list-group-item"), ("/surveys", "#archived li.list-group-item"), ("/journeys/online-shop/edit", "#archived li.list-group-item")];

    [Fact]
    public async Task A_page_that_does_not_exist_shows_the_nearest_one()
    {
        await using var office = await FullAsync("en");
        var customer = await office.OneAsync<Guid>("SELECT customer_id FROM touchpoint_events GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1");
        foreach (var (url, row) in Lists.Select(x => (x.Url.Replace("{customer}", $"{customer}"), x.Row)).Concat(Archives))
        {
            var name = Archives.Contains((url, row)) ? "archived" : "page";
            string Address(string page) => $"{url}{(url.Contains('?') ? '&' : '?')}{name}={page}";
            var first = Rows(await office.GetAsync(url), row);
            Assert.True(first.Length > 0, $"{url} shows no rows");
            Assert.Equal(first, Rows(await office.GetAsync(Address("-1")), row));
            Assert.Equal(first, Rows(await office.GetAsync(Address("abc")), row));

            var last = await office.GetAsync(Address("9999"));
            Assert.True(Rows(last, row).Length > 0, $"{Address("9999")} shows no rows");
            if (first.Length >= 20) Assert.NotEqual(first, Rows(last, row));
            foreach (var pager in last.QuerySelectorAll("nav.d-flex > span"))
            {
                var (page, pages) = (Numbers(pager)[0], Numbers(pager)[1]);
                Assert.InRange(page, 1, pages);
            }
        }
    }

    [Theory]
    [InlineData("fr", "Page 2 sur 2")]
    [InlineData("en", "Page 2 of 2")]
    public async Task What_was_put_away_is_paged_and_stays_open_while_its_pages_are_turned(string language, string at)
    {
        await using var office = await FullAsync(language);
        foreach (var (url, row) in Archives)
        {
            var first = await office.GetAsync(url);
            Assert.Equal(20, Rows(first, row).Length);
            var next = await office.GetAsync(first.QuerySelector("#archived a[rel=next]")!.GetAttribute("href")!);
            Assert.Equal(5, Rows(next, row).Length);
            Assert.True(next.QuerySelector("#archived")!.HasAttribute("open"));
            Assert.Equal(at, BackOffice.Text(next, "#archived nav span"));
        }

        Assert.Equal("/personas/rules/versions", (await office.GetAsync("/personas/rules")).QuerySelector("#history ~ a")!.GetAttribute("href"));
        Assert.Equal(at, BackOffice.Text(await office.GetAsync("/personas/rules/versions?page=2"), "nav.d-flex span"));
    }

    [Fact]
    public async Task Every_moment_is_shown_in_the_zone_of_the_brand()
    {
        await using var office = await FullAsync("en");
        await office.RunAsync("UPDATE brands SET time_zone = 'Pacific/Kiritimati'");
        var english = CultureInfo.GetCultureInfo("en-GB");
        var customer = await office.OneAsync<Guid>("SELECT customer_id FROM touchpoint_events GROUP BY customer_id ORDER BY count(*) DESC LIMIT 1");
        var invitation = await office.OneAsync<Guid>("SELECT id FROM invitations ORDER BY id LIMIT 1");
        string[] urls =
        [
            "/", "/imports", "/invitations", $"/invitations/{invitation}", "/mailbox", "/touchpoints/delivery", $"/customers/{customer}", "/personas/rules/versions",
            "/journeys/online-shop/cells/delivery?dimension=goal",
        ];
        foreach (var url in urls)
        {
            var times = (await office.GetAsync(url)).QuerySelectorAll("time[datetime]");
            Assert.True(times.Length > 0, $"{url} shows no moment");
            foreach (var time in times)
            {
                var there = DateTimeOffset.Parse(time.GetAttribute("datetime")!, CultureInfo.InvariantCulture).ToOffset(TimeSpan.FromHours(14));
                string[] ways = [there.ToString("d MMM yyyy HH:mm", english), there.ToString("d MMM yyyy", english)];
                Assert.True(ways.Contains(time.TextContent.Trim()), $"{url}: {time.OuterHtml}");
            }
        }
    }

    private static string[] Rows(IParentNode page, string selector) => [.. page.QuerySelectorAll(selector).Select(x => x.TextContent.Trim())];

    private static int[] Numbers(IElement element) => [.. element.TextContent.Split(' ').Where(x => x.All(char.IsDigit)).Select(x => int.Parse(x, CultureInfo.InvariantCulture))];

    private static async Task<BackOffice> FullAsync(string language)
    {
        var office = await BackOffice.OpenDemoAsync(language);
        await office.UploadAsync("people.csv", "who\nc1\n");
        await office.RunAsync(
            """
            INSERT INTO journeys (id, key, channel_strategy, created_at, archived_at, name_en, name_fr)
            SELECT gen_random_uuid(), 'away-' || n, 'Omnichannel', now(), now(), 'Away ' || n, '' FROM generate_series(1, 25) n;
            INSERT INTO surveys (id, key, draft, draft_updated_at, is_imported, created_at, archived_at, mail_body_en, mail_body_fr, mail_subject_en, mail_subject_fr, name_en, name_fr)
            SELECT gen_random_uuid(), 'away-' || n, '{}', now() + n * interval '1 second', false, now(), now(), '', '', '', '', 'Away ' || n, '' FROM generate_series(1, 25) n;
            INSERT INTO touchpoints (id, stage_id, key, channel, is_mandatory, is_key_moment, owner_team, owner_person, position, archived_at, goal_en, goal_fr, name_en, name_fr)
            SELECT gen_random_uuid(), (SELECT s.id FROM stages s JOIN journeys j ON j.id = s.journey_id WHERE j.key = 'online-shop' ORDER BY s.position LIMIT 1),
                'away-' || n, 'Web', false, false, '', '', 100 + n, now(), '', '', 'Away ' || n, '' FROM generate_series(1, 25) n;
            INSERT INTO persona_rule_sets (version, rules, published_at, published_by)
            SELECT (SELECT coalesce(max(version), 0) FROM persona_rule_sets) + n, '[]', now(), '' FROM generate_series(1, 30) n;
            INSERT INTO mailbox_messages (id, "from", "to", to_name, subject, locale, received_at, text, html, headers)
            SELECT gen_random_uuid(), 'a@example.org', 'b' || n || '@example.org', '', 'Hello ' || n, 'en', now(), '', '', '{}' FROM generate_series(1, 25) n;
            """);
        return office;
    }
}
