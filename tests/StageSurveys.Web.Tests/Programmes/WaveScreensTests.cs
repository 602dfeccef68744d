using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using StageSurveys.Engine;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Features.Programmes;

namespace StageSurveys.Web.Tests.Programmes;

public sealed class WaveScreensTests
{
    private static async Task<Guid> AccountAsync(BackOffice office, string key, Guid? manager, params string[] contacts)
    {
        var id = Guid.NewGuid();
        await office.RunAsync("INSERT INTO accounts (id, key, name, manager_id, created_at, updated_at) SELECT $1, $2, $2, m, now(), now() FROM unnest($3::uuid[]) m", id, key, new[] { manager ?? Guid.Empty });
        if (manager is null) await office.RunAsync("UPDATE accounts SET manager_id = NULL WHERE id = $1", id);
        foreach (var name in contacts)
            await office.RunAsync("""
                WITH person AS (
                    INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
                    VALUES (gen_random_uuid(), $2, $2 || '@client.example', $2, 'fr', '', '{}', '00000000-0000-7000-8000-000000000001', false, now(), now()) RETURNING id)
                INSERT INTO account_contacts (account_id, customer_id, role, created_at) SELECT $1, id, 'user', now() FROM person
                """, id, name);
        return id;
    }

    private static async Task<(string Survey, string Touchpoint)> AskableAsync(BackOffice office) => (
        $"{await office.OneAsync<Guid>("SELECT id FROM surveys WHERE key = 'b2b-relationship'")}", $"{await office.OneAsync<Guid>("SELECT id FROM touchpoints WHERE key = 'support'")}");

    [Theory]
    [InlineData("fr", "Interroger Boulangerie maintenant", "ne sont pas anonymes", "écarté\u00A0: absent")]
    [InlineData("en", "Ask Boulangerie now", "not anonymous", "left out: away")]
    public async Task From_an_account_a_survey_is_chosen_looked_at_adjusted_sent_and_its_ledger_adds_up(string language, string title, string told, string left)
    {
        await using var office = await BackOffice.OpenDemoAsync(language);
        var account = await AccountAsync(office, "Boulangerie", null, "ann", "bob", "cid");
        var (survey, touchpoint) = await AskableAsync(office);
        await office.RunAsync("UPDATE customers SET opted_out_at = now() WHERE external_id = 'cid'");
        var from = $"/waves/now?account={account}";
        Assert.Equal(title, BackOffice.Text(await office.GetAsync(from), "h1"));

        var page = await office.PostAsync(from, "/waves/now", ("Accounts", $"{account}"), ("SurveyId", survey), ("TouchpointId", touchpoint), ("ExpiryDays", "14"), ("ReminderCount", "1"), ("ReminderDays", "4"));

        var wave = await office.OneAsync<Guid>("SELECT id FROM waves WHERE account_id = $1", account);
        Assert.Contains(told, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.QuerySelectorAll("tbody .text-green").Length);
        Assert.Single(page.QuerySelectorAll("tbody .text-danger"));
        Assert.Equal(0L, await office.OneAsync<long>("SELECT count(*) FROM touchpoint_events WHERE wave_id = $1", wave));
        var bob = await office.OneAsync<Guid>("SELECT id FROM customers WHERE external_id = 'bob'");
        page = await office.PostAsync($"/waves/{wave}", $"/waves/{wave}/leave-out", ("version", "0"), ("customer", $"{bob}"), ("reason", "away"), ("note", "<b>en mai</b>"));
        Assert.Contains(left, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>en mai</b>", page.Body.TextContent, StringComparison.Ordinal);
        await office.PostAsync($"/waves/{wave}", $"/waves/{wave}/note", ("version", "1"), ("note", "Bonjour à tous"));
        // Who looked at it before the note was written is told.
        page = await office.PostAsync($"/waves/{wave}", $"/waves/{wave}/send", ("version", "1"));
        Assert.NotNull(page.QuerySelector(".alert-danger"));

        page = await office.PostAsync($"/waves/{wave}", $"/waves/{wave}/send", ("version", "2"));

        Assert.StartsWith($"/waves/{wave}/ledger", page.QuerySelector("#wave-ledger")!.GetAttribute("hx-get"), StringComparison.Ordinal);
        var part = await office.GetAsync($"/waves/{wave}/ledger?round=3");
        Assert.Contains("round=4", part.QuerySelector("#wave-ledger")!.GetAttribute("hx-get"), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/ledger?wave={wave}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey) } };
        using var answer = await office.Visitor().SendAsync(request);
        using var ledger = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((3, 3, true), (ledger.RootElement.GetProperty("audience").GetInt32(), ledger.RootElement.GetProperty("sum").GetInt32(), ledger.RootElement.GetProperty("addsUp").GetBoolean()));
        Assert.NotNull((await office.GetAsync($"/invitations?wave={wave}")).QuerySelector($"a[href='/waves/{wave}']"));
        Assert.Contains("Boulangerie", (await office.GetAsync($"/accounts/{account}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_selection_of_accounts_is_asked_together()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var (one, two) = (await AccountAsync(office, "One", null, "ann", "bob"), await AccountAsync(office, "Two", null, "cid"));
        var (survey, touchpoint) = await AskableAsync(office);
        Assert.NotNull((await office.GetAsync("/accounts?search=One")).QuerySelector($"input[name=accounts][value='{one}']"));
        var chosen = await office.PostAsync("/accounts", "/waves/now/choose", ("accounts", $"{one}"), ("accounts", $"{two}"));
        Assert.Equal("Ask 2 accounts now", BackOffice.Text(chosen, "h1"));
        Assert.Equal(0L, await office.OneAsync<long>("SELECT count(*) FROM waves WHERE batch_id IS NOT NULL"));

        var page = await office.PostAsync("/accounts", "/waves/now", ("Accounts", $"{one}"), ("Accounts", $"{two}"), ("SurveyId", survey), ("TouchpointId", touchpoint));

        var batch = await office.OneAsync<Guid>("SELECT DISTINCT batch_id FROM waves WHERE batch_id IS NOT NULL");
        Assert.Equal(3, page.QuerySelectorAll("tbody tr").Length);
        await office.PostAsync($"/waves/now/{batch}", $"/waves/now/{batch}/note", ("note", "Hello all"));
        page = await office.PostAsync($"/waves/now/{batch}", $"/waves/now/{batch}/send");
        Assert.Contains("3 contacts, 3 lines: it adds up", page.QuerySelector("#wave-ledger")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2L, await office.OneAsync<long>("SELECT count(*) FROM waves WHERE batch_id = $1 AND state = 'Started' AND note = 'Hello all'", batch));
        await office.PostAsync($"/waves/now/{batch}", $"/waves/now/{batch}/cancel");
        Assert.Equal(2L, await office.OneAsync<long>("SELECT count(*) FROM waves WHERE batch_id = $1 AND state = 'Cancelled'", batch));
    }

    [Theory]
    [InlineData("fr", "Donnez un nom à l’enquête périodique.", "mensuelle")]
    [InlineData("en", "Give the programme a name.", "monthly")]
    public async Task A_programme_is_made_by_a_form_that_keeps_what_was_typed_paused_and_ended(string language, string fault, string rhythm)
    {
        await using var office = await BackOffice.OpenDemoAsync(language);
        var account = await AccountAsync(office, "Acme", null, "ann");
        var (survey, touchpoint) = await AskableAsync(office);
        (string, string)[] fields =
        [
            ("SurveyId", survey), ("TouchpointId", touchpoint), ("Every", "1"), ("ByRule", "true"), ("Any", "false"), ("Attributes", "account.key"), ("Operators", "="), ("Values", "acme"), ("StartsOn", "2027-01-04"),
            ("TimeZone", "Europe/Paris"), ("SendAtHour", "9"), ("NoticeDays", "5"), ("Unapproved", "Wait"), ("ExpiryDays", "21"), ("ReminderCount", "0"), ("ReminderDays", "7"),
        ];
        var token = (await office.GetAsync("/programmes/new")).DocumentElement.GetAttribute("data-csrf")!;
        using (var refused = await office.Client.PostAsync("/programmes/new", new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(x => KeyValuePair.Create(x.Item1, x.Item2)))))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(fault, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }

        var page = await office.PostAsync("/programmes/new", "/programmes/new", [.. fields, ("NameFr", "Relation"), ("NameEn", "Relation")]);

        var id = await office.OneAsync<Guid>("SELECT id FROM programmes WHERE name_en = 'Relation'");
        Assert.Contains(rhythm, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.True(await office.OneAsync<long>("SELECT count(*) FROM waves WHERE programme_id = $1 AND account_id = $2", id, account) is 1 or 2);
        Assert.Equal("acme", (await office.GetAsync($"/programmes/{id}/edit")).QuerySelector("input[name=Values]")!.GetAttribute("value"));
        var wave = await office.OneAsync<Guid>("SELECT id FROM waves WHERE programme_id = $1 ORDER BY starts_at LIMIT 1", id);
        await office.PostAsync($"/waves/{wave}", $"/waves/{wave}/approve", ("version", "0"));
        Assert.Equal("Approved", await office.OneAsync<string>("SELECT state FROM waves WHERE id = $1", wave));
        // A second manager still has the page as it was.
        var late = await office.PostAsync($"/waves/{wave}", $"/waves/{wave}/approve", ("version", "0"));
        Assert.Contains("admin", BackOffice.Text(late, ".alert-danger"), StringComparison.Ordinal);
        foreach (var step in new[] { "pause", "resume", "end" }) await office.PostAsync($"/programmes/{id}", $"/programmes/{id}/{step}");
        Assert.Equal(0L, await office.OneAsync<long>("SELECT count(*) FROM waves WHERE programme_id = $1 AND state IN ('Planned', 'Announced', 'Approved')", id));
        Assert.NotNull((await office.GetAsync("/programmes")).QuerySelector($"a[href='/programmes/{id}']"));
    }

    [Fact]
    public async Task A_manager_reaches_waves_and_programmes_of_own_accounts_only()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var (ada, bob) = (await office.AddManagerAsync("ada.waves@example.org", "Ada"), await office.AddManagerAsync("bob.waves@example.org", "Bob"));
        var (own, foreign) = (await AccountAsync(office, "own-account", ada, "mine"), await AccountAsync(office, "foreign-secret", bob, "secret-person"));
        var (survey, touchpoint) = await AskableAsync(office);
        async Task<Guid> Batch(Guid account) => (await office.The<DraftWaves>().RunAsync(new() { AccountIds = [account], SurveyId = Guid.Parse(survey), TouchpointId = Guid.Parse(touchpoint) }, "x", default)).Value;
        async Task<Guid> Programme(Guid account) => (await office.The<SaveProgramme>().RunAsync(
            new() { Name = new LocalText("secret", "secret"), SurveyId = Guid.Parse(survey), TouchpointId = Guid.Parse(touchpoint), EveryMonths = 1, AccountIds = [account], StartsOn = new DateOnly(2027, 2, 1), TimeZone = "Europe/Paris" }, "x", default)).Value;
        var (ownBatch, foreignBatch, foreignProgramme) = (await Batch(own), await Batch(foreign), await Programme(foreign));
        var (ownWave, foreignWave) = (await office.OneAsync<Guid>("SELECT id FROM waves WHERE batch_id = $1", ownBatch), await office.OneAsync<Guid>("SELECT id FROM waves WHERE batch_id = $1", foreignBatch));
        await office.RunAsync("UPDATE waves SET state = 'Started', started_at = now() WHERE programme_id = $1", foreignProgramme);
        await office.SignInAsync("ada.waves@example.org");
        office.Straight.DefaultRequestHeaders.Add("X-CSRF-TOKEN", (await office.GetAsync("/programmes")).DocumentElement.GetAttribute("data-csrf")!);
        Assert.DoesNotContain("secret", (await office.GetAsync("/programmes")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("own-account", (await office.GetAsync($"/waves/{ownWave}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("own-account", (await office.GetAsync($"/waves/now/{ownBatch}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("own-account", (await office.GetAsync($"/waves/now?account={own}")).Body!.TextContent, StringComparison.Ordinal);

        var before = await office.OneAsync<string>("SELECT md5(string_agg(w::text, ',' ORDER BY id)) FROM waves w");
        var routes = office.The<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>()
            .Where(x => x.ControllerTypeInfo == typeof(WavesController) || x.ControllerTypeInfo == typeof(TriggerNowController) || x.ControllerTypeInfo == typeof(ProgrammesController))
            .SelectMany(x => (x.ActionConstraints ?? []).OfType<HttpMethodActionConstraint>().SelectMany(c => c.HttpMethods).Select(m => (Method: m, Template: x.AttributeRouteInfo!.Template!))).ToList();
        Assert.True(routes.Count >= 20, $"only {routes.Count} routes");
        List<string> wrong = [];
        foreach (var (method, template) in routes.Where(x => x.Template != "programmes"))
        {
            var path = "/" + template.Replace("{batch:guid}", $"{foreignBatch}", StringComparison.Ordinal).Replace("{id:guid}", template.StartsWith("programmes", StringComparison.Ordinal) ? $"{foreignProgramme}" : $"{foreignWave}", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path + (method == "GET" ? $"?account={foreign}" : ""));
            if (method != "GET")
                request.Content = new FormUrlEncodedContent([
                    new("accounts", $"{foreign}"), new("SurveyId", survey), new("TouchpointId", touchpoint), new("version", "0"), new("reason", "away"), new("note", "x"), new("email", "new@example.org"), new("role", "user"),
                    new("customer", $"{await office.OneAsync<Guid>("SELECT id FROM customers WHERE external_id = 'secret-person'")}"),
                ]);
            using var response = await office.Straight.SendAsync(request);
            if ((int)response.StatusCode is not (403 or 404)) wrong.Add($"{(int)response.StatusCode} {method} {path}");
            if ((await response.Content.ReadAsStringAsync()).Contains("secret", StringComparison.Ordinal)) wrong.Add($"a secret in {method} {path}");
        }

        Assert.Empty(wrong);
        Assert.Equal(before, await office.OneAsync<string>("SELECT md5(string_agg(w::text, ',' ORDER BY id)) FROM waves w"));
    }
}
