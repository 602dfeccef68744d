using System.Net;
using System.Text;

namespace StageSurveys.Web.Tests.Invitations;

public sealed class ContactRulesPageTests
{
    [Theory]
    [InlineData("fr", "Règles de contact", "Au moins 7 jours entre deux enquêtes à une même personne. Au-delà, l’invitation attend 7 jours au plus, puis elle est écartée.", "Inactive", "lun., mar., mer., jeu., ven., sam.")]
    [InlineData("en", "Contact rules", "7 days at least between two surveys to one person. It waits 7 days at most, then nobody is asked.", "Off", "Mon, Tue, Wed, Thu, Fri, Sat")]
    public async Task The_rules_of_the_demo_are_said_in_plain_sentences_of_either_language(string language, string title, string gap, string off, string days)
    {
        await using var office = await BackOffice.OpenDemoAsync(language);

        var page = await office.GetAsync("/contact-rules");

        Assert.Equal(title, BackOffice.Text(page, "h1"));
        var rules = page.QuerySelectorAll("ol > li").Select(x => x.TextContent).ToList();
        Assert.Equal(4, rules.Count);
        Assert.Contains(gap, rules[0], StringComparison.Ordinal);
        Assert.Contains(off, rules[3], StringComparison.Ordinal);
        Assert.Contains(days, rules[3], StringComparison.Ordinal);
        Assert.DoesNotContain("{", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_is_made_switched_off_moved_removed_and_brought_back()
    {
        await using var office = await BackOffice.OpenAsync("en", ("Demo:Load", "false"));
        Assert.Contains("everybody is asked every time", (await office.GetAsync("/contact-rules")).Body!.TextContent, StringComparison.Ordinal);
        await office.PostAsync("/contact-rules", "/contact-rules/ship");

        var refused = await office.PostAsync("/contact-rules/new?kind=MaxPerPerson", "/contact-rules/new", ("Kind", "MaxPerPerson"), ("NameEn", "Twice a month"), ("ReasonEn", "asked twice"), ("Count", "0"), ("Days", "31"));
        Assert.Contains("Give a number from 1 to 1000.", refused.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("31", refused.QuerySelector("#days")!.GetAttribute("value"));
        var listed = await office.PostAsync("/contact-rules/new?kind=MaxPerPerson", "/contact-rules/new",
            ("Kind", "MaxPerPerson"), ("NameEn", "Twice a month"), ("ReasonEn", "asked twice"), ("Count", "2"), ("Days", "31"), ("Over", "Wait"), ("WaitDays", "5"), ("IsActive", "true"));
        Assert.Contains("2 at most to one person within 31 days. It waits 5 days at most, then nobody is asked.", listed.QuerySelectorAll("ol > li").Last().TextContent, StringComparison.Ordinal);

        var id = await office.OneAsync<Guid>("SELECT id FROM contact_rules WHERE key = 'twice-a-month'");
        var off = await office.PostAsync("/contact-rules", $"/contact-rules/{id}/switch", ("on", "false"));
        Assert.Equal($"/contact-rules/{id}/switch?on=true", off.QuerySelector(".notice form")!.GetAttribute("action"));
        var moved = await office.PostAsync("/contact-rules", $"/contact-rules/{id}/move", ("up", "true"));
        Assert.Equal("Twice a month", moved.QuerySelectorAll("ol > li h2").Select(x => x.TextContent).ToList()[3]);
        var removed = await office.PostAsync("/contact-rules", $"/contact-rules/{id}/remove");
        Assert.Equal(4, removed.QuerySelectorAll("ol > li").Length);
        var back = await office.PostAsync("/contact-rules", removed.QuerySelector(".notice form")!.GetAttribute("action")!);
        Assert.Equal(5, back.QuerySelectorAll("ol > li").Length);

        var edit = await office.GetAsync($"/contact-rules/{id}");
        Assert.Equal(["Restored", "Removed", "Moved", "Switched off", "Made"], edit.QuerySelectorAll("tbody strong").Select(x => x.TextContent));
    }

    [Fact]
    public async Task Conditions_are_kept_as_they_were_typed_and_said_in_words()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");
        (string, string)[] fields =
        [
            ("Kind", "Attributes"), ("NameFr", "Gros paniers"), ("ReasonFr", "petit panier"), ("Except", "false"), ("Any", "false"), ("IsActive", "true"),
            ("Attributes", "sales.basket"), ("Operators", ">="), ("Values", "48,5"), ("Attributes", "customer.language"), ("Operators", "in"), ("Values", "fr, en"), ("Attributes", ""), ("Operators", "="), ("Values", ""),
        ];

        await office.RunAsync("INSERT INTO attribute_definitions (key, \"group\", kind, name_en, name_fr) VALUES ('sales.basket', 'Sales', 'Number', 'Basket', 'Panier') ON CONFLICT (key) DO UPDATE SET kind = 'Number'");
        var listed = await office.PostAsync("/contact-rules/new?kind=Attributes", "/contact-rules/new", fields);

        Assert.Contains("Seulement les clients avec\u00a0: ", listed.QuerySelectorAll("ol > li").Last().TextContent, StringComparison.Ordinal);
        Assert.Contains("≥ 48,5 et ", listed.QuerySelectorAll("ol > li").Last().TextContent, StringComparison.Ordinal);
        var id = await office.OneAsync<Guid>("SELECT id FROM contact_rules WHERE name_fr = 'Gros paniers'");
        var edit = await office.GetAsync($"/contact-rules/{id}");
        Assert.Equal(["fr, en", "48.5"], edit.QuerySelectorAll("[name=Values]").Select(x => x.GetAttribute("value")!).Where(x => x.Length > 0).OrderDescending(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Addresses_are_put_on_the_suppression_list_found_without_standing_in_the_url_and_taken_off()
    {
        await using var office = await BackOffice.OpenAsync("en", ("Demo:Load", "false"));

        var wrong = await office.PostAsync("/contact-rules/suppression", "/contact-rules/suppression", ("Addresses", "anna@example.org\nno address"));
        Assert.Contains("is not an e-mail address", wrong.Body!.TextContent, StringComparison.Ordinal);
        await office.PostAsync("/contact-rules/suppression", "/contact-rules/suppression", ("Addresses", "Anna@example.org\r\nbert@example.org"), ("Source", "letter"));
        await office.PostAsync("/contact-rules/suppression", "/contact-rules/suppression", ("Addresses", "carla@example.org"), ("HashOnly", "true"));

        var all = await office.GetAsync("/contact-rules/suppression");
        Assert.Equal(3, all.QuerySelectorAll("tbody tr").Length);
        Assert.DoesNotContain("carla", all.Body!.TextContent, StringComparison.Ordinal);
        var found = await office.PostAsync("/contact-rules/suppression", "/contact-rules/suppression/find", ("words", "Carla@example.org"));
        var row = Assert.Single(found.QuerySelectorAll("tbody tr"));
        Assert.DoesNotContain("carla", found.QuerySelector("tbody form input[name=search]")!.GetAttribute("value"), StringComparison.OrdinalIgnoreCase);
        await office.PostAsync("/contact-rules/suppression", "/contact-rules/suppression/allow", ("hash", row.QuerySelector("[name=hash]")!.GetAttribute("value")!));
        Assert.Equal(2, (await office.GetAsync("/contact-rules/suppression")).QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task A_dry_run_of_a_trigger_shows_reasons_in_the_readers_language_pages_and_a_file()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");
        var trigger = await office.OneAsync<Guid>("SELECT t.id FROM triggers t JOIN touchpoints p ON p.id = t.touchpoint_id WHERE p.key = 'delivery'");
        var to = await office.OneAsync<DateTime>("SELECT max(received_at) FROM touchpoint_events");

        Assert.Contains(trigger.ToString(), (await office.GetAsync($"/contact-rules/dry-runs?trigger={trigger}")).QuerySelector("#trigger option[selected]")!.OuterHtml, StringComparison.Ordinal);
        var shown = await office.PostAsync("/contact-rules/dry-runs", "/contact-rules/dry-runs",
            ("OfEvents", "true"), ("TriggerId", trigger.ToString()), ("From", to.AddDays(-200).ToString("yyyy-MM-dd")), ("To", to.ToString("yyyy-MM-dd")));

        var id = await office.OneAsync<Guid>("SELECT id FROM dry_runs");
        var lines = await office.OneAsync<long>("SELECT count(*) FROM dry_run_lines");
        Assert.True(lines > 300);
        Assert.Equal(lines, await office.OneAsync<long>("SELECT count(*) FROM touchpoint_events e JOIN touchpoints p ON p.id = e.touchpoint_id WHERE p.key = 'delivery' AND e.received_at >= (SELECT since FROM dry_runs) AND e.received_at < (SELECT until FROM dry_runs)"));
        Assert.Contains("invité récemment à une autre enquête", shown.QuerySelector("#why-title")!.Closest("section")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(50, shown.QuerySelectorAll("#lines tbody tr").Length);
        var next = await office.GetAsync($"/contact-rules/dry-runs/{id}?page=2");
        Assert.NotEqual(shown.QuerySelector("#lines tbody tr")!.TextContent, next.QuerySelector("#lines tbody tr")!.TextContent);

        var file = await office.Client.GetAsync($"/contact-rules/dry-runs/{id}/lines.csv");
        var bytes = await file.Content.ReadAsByteArrayAsync();
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        var rows = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines + 1, rows.Length);
        Assert.StartsWith("Identifiant du client;Identifiant de l’événement;", rows[0], StringComparison.Ordinal);
        Assert.Contains(rows, x => x.Contains(";later;", StringComparison.Ordinal) && x.Contains(";rule:week-between;invité récemment à une autre enquête;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_of_a_file_takes_its_first_column_and_says_whom_nobody_knows()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var known = await office.OneAsync<string>("SELECT external_id FROM customers ORDER BY id LIMIT 1");
        var page = await office.GetAsync("/contact-rules/dry-runs");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(page.DocumentElement.GetAttribute("data-csrf")!), "__RequestVerificationToken" }, { new StringContent("false"), "OfEvents" }, { new StringContent("14"), "OpenDays" },
            { new StringContent(page.QuerySelector("#survey option")!.GetAttribute("value")!), "SurveyId" }, { new StringContent($"customer_id;name\r\n{known};Somebody\r\n\"nobody\";x\r\n"), "file", "list.csv" },
        };

        var sent = await office.Client.PostAsync("/contact-rules/dry-runs", form);
        var html = await sent.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Contains("One entry of the list is nobody we know.", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Equal((1L, 1), (await office.OneAsync<long>("SELECT count(*) FROM dry_run_lines"), await office.OneAsync<int>("SELECT candidates FROM dry_runs")));
    }

    [Fact]
    public async Task The_ledger_names_the_rule_in_the_readers_words_and_when_a_waiting_line_may_go()
    {
        await using var office = await BackOffice.OpenDemoAsync("fr");
        await office.RunAsync("""
            WITH two AS (SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM invitations WHERE survey_version_id IS NOT NULL ORDER BY id DESC LIMIT 2)
            UPDATE invitations i SET disposition = CASE n WHEN 1 THEN 'Suppressed' ELSE 'Planned' END, reason = 'rule:week-between', due_at = '2031-03-05 10:30+00', wished_at = CASE n WHEN 2 THEN timestamptz '2031-03-01 10:30+00' END, expires_at = '2031-04-01'
            FROM two WHERE two.id = i.id
            """);

        var ledger = await office.GetAsync("/invitations?disposition=Planned&reason=rule%3Aweek-between");
        var detail = await office.GetAsync("/invitations/" + await office.OneAsync<Guid>("SELECT id FROM invitations WHERE wished_at = '2031-03-01 10:30+00'"));

        Assert.Contains("invité récemment à une autre enquête", BackOffice.Text(ledger, "table"), StringComparison.Ordinal);
        Assert.Contains("à partir du 5 mars 2031", BackOffice.Text(ledger, "#list tbody"), StringComparison.Ordinal);
        Assert.Contains("✓", BackOffice.Text(ledger, "[role=status]"), StringComparison.Ordinal);
        Assert.Contains("Elle serait partie, si aucune règle ne la faisait attendre", detail.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("1er mars 2031", detail.Body!.TextContent, StringComparison.Ordinal);
    }
}
