using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StageSurveys.Engine;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Programmes;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>
/// Client companies at scale: planning all waves of a quarter, the dry run of a wave of 5,000 contacts, and the portfolio page of a manager, each beside the bare query that reads the same
/// rows and does nothing with them.
/// </summary>
public static partial class AccountsSpeed
{
    private const int ContactsEach = 10, WaveContacts = 5000, Requests = 200, Managers = 40;
    private static readonly CancellationToken None = CancellationToken.None;

    public static async Task RunAsync(int accounts)
    {
        await using var server = await ScratchServer.OpenAsync();
        await using var database = await TestDatabase.CreateAsync();
        var shop = await Shop.OpenAsync(database);
        Console.WriteLine($"preparing {accounts:N0} accounts with {accounts * ContactsEach:N0} contacts and a year of invitations…");
        await FillAsync(shop, accounts);
        // Registered, never started: nothing but the measured calls works on the database.
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEngine(builder.Configuration, () => database.ConnectionString);
        using var host = builder.Build();
        Console.WriteLine($"{await shop.OneAsync<string>("SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')")}; {Environment.ProcessorCount} processors, load average {ScratchServer.Load}");
        Console.WriteLine($"{await shop.CountAsync("accounts"):N0} accounts, {await shop.CountAsync("account_contacts"):N0} contacts, {await shop.CountAsync("invitations"):N0} invitations");
        await PlanAsync(host.Services, shop, accounts);
        await JudgeAsync(host.Services, shop);
        await PortfolioAsync(database, shop);
    }

    /// <summary>One monthly programme of all accounts: three waves each within the quarter.</summary>
    private static async Task PlanAsync(IServiceProvider services, Shop shop, int accounts)
    {
        var before = await BareAsync(shop, "SELECT count(*) + sum(octet_length(c.role)) FROM accounts a JOIN account_contacts c ON c.account_id = a.id CROSS JOIN generate_series(1, 3)");
        var watch = Stopwatch.StartNew();
        var saved = await services.GetRequiredService<SaveProgramme>().RunAsync(
            new ProgrammeInput
            {
                Name = new LocalText("Relation", "Relationship"),
                SurveyId = await shop.OneAsync<Guid>("SELECT id FROM surveys"),
                TouchpointId = await shop.OneAsync<Guid>("SELECT id FROM touchpoints"),
                EveryMonths = 1,
                AccountRule = """{"all":[{"attribute":"account.key","operator":"set"}]}""",
                StartsOn = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
                TimeZone = "Europe/Paris",
            }, "benchmark", None);
        if (!saved.Ok) throw new InvalidOperationException(saved.Faults[0].InEnglish);
        var took = watch.Elapsed.TotalSeconds;
        var after = await BareAsync(shop, "SELECT count(*) + sum(octet_length(l.role)) FROM waves w JOIN wave_contacts l ON l.wave_id = w.id");
        watch.Restart();
        await services.GetRequiredService<PlanWaves>().RunAsync(null, None);
        var again = watch.Elapsed.TotalSeconds;
        Say($"planning {await shop.CountAsync("waves"):N0} waves with {await shop.CountAsync("wave_contacts"):N0} contacts", took, 60, (before + after) / 2);
        Console.WriteLine($"planning again, nothing new      {again,8:0.00} s");
        if (await shop.CountAsync("waves") < 2 * accounts) throw new InvalidOperationException("Too few waves were planned.");
    }

    private static async Task JudgeAsync(IServiceProvider services, Shop shop)
    {
        var survey = await shop.OneAsync<Guid>("SELECT id FROM surveys");
        var people = (await shop.AllAsync<Guid>($"SELECT id FROM customers ORDER BY id LIMIT {WaveContacts}")).Select(x => new PersonToJudge(x, $"wave:benchmark:{x}")).ToList();
        var judge = services.GetRequiredService<JudgePeople>();
        // The first run compiles what every later one uses.
        await judge.RunAsync(survey, 14, TimeProvider.System.GetUtcNow(), people.Take(10).ToList(), None);
        const string Bare = "SELECT count(*) + COALESCE(sum(octet_length(p.seen::text)), 0)::bigint FROM (SELECT c.id, c.email, c.time_zone, array_agg(i.due_at) AS seen FROM (SELECT * FROM customers ORDER BY id LIMIT 5000) c LEFT JOIN invitations i ON i.customer_id = c.id GROUP BY c.id, c.email, c.time_zone) p";
        var before = await BareAsync(shop, Bare);
        var watch = Stopwatch.StartNew();
        var verdicts = await judge.RunAsync(survey, 14, TimeProvider.System.GetUtcNow(), people, None);
        var took = watch.Elapsed.TotalSeconds;
        var after = await BareAsync(shop, Bare);
        Say($"dry run of a wave of {verdicts.Count:N0} contacts", took, 1, (before + after) / 2);
        foreach (var count in verdicts.GroupBy(x => x.Stop + x.Waits).OrderByDescending(x => x.Count())) Console.WriteLine($"    {(count.Key.Length > 0 ? count.Key : "at once"),-24} {count.Count(),8:N0}");
    }

    private static async Task PortfolioAsync(TestDatabase database, Shop shop)
    {
        await using var web = await WebProcess.StartAsync(database.ConnectionString, FreePort.Next());
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = web.Address };
        await SignInAsync(http);
        var managers = await shop.AllAsync<Guid>("SELECT DISTINCT manager_id FROM accounts ORDER BY 1");
        var bare = new List<double>();
        var times = new List<double>();
        for (var i = 0; i < Requests + 50; i++)
        {
            var manager = managers[i % managers.Count];
            var floor = await BareAsync(shop, $"SELECT count(*) + COALESCE(sum(octet_length(a.name)), 0)::bigint FROM accounts a LEFT JOIN LATERAL (SELECT 1 FROM account_contacts c WHERE c.account_id = a.id LIMIT 1) c ON true WHERE a.manager_id = '{manager}'");
            var watch = Stopwatch.StartNew();
            using var response = await http.GetAsync($"/portfolio?manager={manager}");
            var body = await response.Content.ReadAsStringAsync();
            var took = watch.Elapsed.TotalSeconds;
            if (response.StatusCode != HttpStatusCode.OK || !body.Contains("account-", StringComparison.Ordinal)) throw new InvalidOperationException($"The portfolio page answered {(int)response.StatusCode} without an account.");
            if (i < 50) continue;
            bare.Add(floor);
            times.Add(took);
        }

        Say($"portfolio page, p95 of {Requests} requests", P95(times), 0.1, P95(bare));
    }

    private static async Task SignInAsync(HttpClient http)
    {
        var form = await http.GetStringAsync("/sign-in");
        var token = Token().Match(form).Groups[1].Value;
        using var signedIn = await http.PostAsync("/sign-in", new FormUrlEncodedContent(
            [new("Form.Email", WebProcess.Email), new("Form.Password", WebProcess.Password), new("__RequestVerificationToken", token)]));
        signedIn.EnsureSuccessStatusCode();
    }

    private static void Say(string what, double took, double wanted, double floor)
    {
        Console.WriteLine($"{what,-60} {took,8:0.000} s   (wanted: under {wanted} s)");
        Console.WriteLine($"floor: bare query over the same rows                         {floor,8:0.000} s   ratio {took / floor:0.0}");
    }

    private static double P95(List<double> times) => times.Order().ElementAt((int)(times.Count * 0.95));

    private static async Task<double> BareAsync(Shop shop, string sql)
    {
        var watch = Stopwatch.StartNew();
        await shop.OneAsync<long>(sql);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>About a third of the contacts was never asked, the others one to three times within a year; some opted out.</summary>
    private static async Task FillAsync(Shop shop, int accounts)
    {
        foreach (var rule in ShipContactRules.Make(TimeProvider.System.GetUtcNow(), "benchmark"))
            await shop.RunAsync($"""
                INSERT INTO contact_rules (id, key, kind, position, is_active, limits, created_at, changed_at, changed_by, name_en, name_fr, reason_en, reason_fr)
                VALUES (gen_random_uuid(), '{rule.Key}', '{rule.Kind}', {rule.Position}, true, '{rule.Limits}', now(), now(), '', 'x', 'x', 'x', 'x')
                """);
        var contacts = accounts * ContactsEach;
        await shop.RunAsync($$"""
            INSERT INTO accounts (id, key, name, segment, value_per_year, manager_id, manager_name, renews_on, created_at, updated_at)
            SELECT ('01900002-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'account-' || i, 'account-' || i, (ARRAY['Industry', 'Retail', 'Public'])[i % 3 + 1], 1000 + i * 7919 % 90000,
                   ('01900003-0000-7000-8000-' || lpad(to_hex(i % {{Managers}}), 12, '0'))::uuid, 'Manager ' || i % {{Managers}}, current_date + i % 400, now(), now()
            FROM generate_series(1, {{accounts}}) i;
            INSERT INTO account_managers (id, email, name) SELECT DISTINCT manager_id, lower(replace(manager_name, ' ', '')) || '@example.org', manager_name FROM accounts;
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, account_ref, opted_out_at, created_at, updated_at)
            SELECT ('01900001-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'c' || i, 'c' || i || '@example.org', 'Camille ' || i, 'fr', 'Europe/Paris', '{}',
                   '00000000-0000-7000-8000-000000000001', false, 'account-' || (i % {{accounts}} + 1), CASE WHEN i % 50 = 0 THEN now() END, now(), now()
            FROM generate_series(1, {{contacts}}) i;
            INSERT INTO account_contacts (account_id, customer_id, role, influence, created_at)
            SELECT ('01900002-0000-7000-8000-' || lpad(to_hex(i % {{accounts}} + 1), 12, '0'))::uuid, ('01900001-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
                   (ARRAY['decision-maker', 'sponsor', 'user', 'user', 'user', 'finance', 'operations', 'other'])[i % 8 + 1], 1, now()
            FROM generate_series(1, {{contacts}}) i;
            INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason, disposition_at,
                created_at, due_at, expires_at, attempts, sent_at)
            SELECT gen_random_uuid(), gen_random_uuid(), (SELECT id FROM triggers), (SELECT id FROM touchpoints), ('01900001-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
                (SELECT id FROM survey_versions), '00000000-0000-7000-8000-000000000001', 0, 'fr', 'Completed', '', at, at, at, at + interval '14 days', 1, at
            FROM (SELECT i, now() - interval '1 day' * ((i * 7919::bigint + k * 127) % 360 + 1) AS at FROM generate_series(1, {{contacts}}) i CROSS JOIN LATERAL generate_series(1, i % 4) k WHERE i % 10 <> 0) t;
            ANALYZE;
            """);
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}
