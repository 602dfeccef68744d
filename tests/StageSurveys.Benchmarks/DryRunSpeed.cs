using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StageSurveys.Engine;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>
/// How long a dry run over a list of contacts takes, from the order to the stored answer, beside the bare query that reads the same rows (the people and everything
/// they were invited to) and does nothing with them.
/// </summary>
public static class DryRunSpeed
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static async Task RunAsync(int most)
    {
        await using var server = await ScratchServer.OpenAsync();
        await using var database = await TestDatabase.CreateAsync();
        var shop = await Shop.OpenAsync(database);
        Console.WriteLine($"preparing {most:N0} contacts with a year of invitations…");
        await FillAsync(shop, most);
        // Registered, never started: the only worker is the one below.
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEngine(builder.Configuration, () => database.ConnectionString);
        using var host = builder.Build();
        Console.WriteLine($"{await shop.OneAsync<string>("SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')")}; {Environment.ProcessorCount} processors, load average {ScratchServer.Load}");
        Console.WriteLine($"{await shop.CountAsync("customers"):N0} contacts, {await shop.CountAsync("invitations"):N0} invitations; rules: {string.Join(", ", await shop.AllAsync<string>("SELECT key FROM contact_rules WHERE is_active ORDER BY position"))}");
        foreach (var size in new[] { 1000, 5000, most })
            await MeasureAsync(host.Services, shop, size, wanted: size <= 5000 ? 1 : 30, quiet: size == 1000);
    }

    private static async Task MeasureAsync(IServiceProvider services, Shop shop, int size, double wanted, bool quiet)
    {
        var persona = await shop.OneAsync<Guid>("SELECT id FROM personas WHERE key = $1", size == 1000 ? "thousand" : size == 5000 ? "five-thousand" : "none");
        var before = await BareAsync(shop, size <= 5000 ? persona : null);
        var watch = Stopwatch.StartNew();
        var started = await services.GetRequiredService<StartDryRun>().RunAsync(
            new() { SurveyId = await shop.OneAsync<Guid>("SELECT id FROM surveys"), PersonaId = size <= 5000 ? persona : null }, "benchmark", None);
        // A large one waits for a worker; here this is the worker.
        while (await services.GetRequiredService<RunDryRun>().RunAsync(started.Value, None)) { }
        var view = (await services.GetRequiredService<ReadDryRun>().RunAsync(started.Value, None))!;
        var took = watch.Elapsed.TotalSeconds;
        var after = await BareAsync(shop, size <= 5000 ? persona : null);
        // The first run compiles what every later one uses.
        if (quiet) return;
        var floor = (before + after) / 2;
        Console.WriteLine($"dry run of {view.Candidates,9:N0} contacts {took,8:0.00} s   ({view.Candidates / took:N0} /s; wanted: under {wanted:0} s); asked {view.Asked:N0}, of them later {view.Waiting:N0}, not asked {view.Stopped:N0}");
        foreach (var count in view.Counts) Console.WriteLine($"    {(count.Stop + count.Waits is { Length: > 0 } reason ? reason : "at once"),-24} {count.Count,10:N0}");
        Console.WriteLine($"floor: bare query           {floor,8:0.00} s   (before {before:0.00}, after {after:0.00}: the same people and their invitations, read and counted)");
        Console.WriteLine($"ratio                       {took / floor,8:0.0}");
    }

    private static async Task<double> BareAsync(Shop shop, Guid? persona)
    {
        var watch = Stopwatch.StartNew();
        await shop.OneAsync<long>($"""
            SELECT count(*) + COALESCE(sum(octet_length(p.seen::text)), 0)::bigint FROM (
                SELECT c.id, c.email, c.time_zone, array_agg(i.due_at) AS seen FROM customers c LEFT JOIN invitations i ON i.customer_id = c.id
                {(persona is null ? "" : "WHERE c.persona_id = $1")} GROUP BY c.id) p
            """, persona is { } id ? [id] : []);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>About a third was never asked, the others one to three times within a year; some opted out, some addresses are suppressed, contacts live in four zones.</summary>
    private static async Task FillAsync(Shop shop, int most)
    {
        foreach (var rule in ShipContactRules.Make(TimeProvider.System.GetUtcNow(), "benchmark"))
            await shop.RunAsync($"""
                INSERT INTO contact_rules (id, key, kind, position, is_active, limits, created_at, changed_at, changed_by, name_en, name_fr, reason_en, reason_fr)
                VALUES (gen_random_uuid(), '{rule.Key}', '{rule.Kind}', {rule.Position}, true, '{rule.Limits}', now(), now(), '', 'x', 'x', 'x', 'x')
                """);
        await shop.RunAsync($"""
            INSERT INTO personas (id, key, colour, traits, position, is_fallback, description_en, description_fr, name_en, name_fr, quote_en, quote_fr)
            SELECT gen_random_uuid(), key, '#112233', '[]', 1, false, '', '', key, key, '', '' FROM unnest(ARRAY['thousand', 'five-thousand']) key;
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, opted_out_at, created_at, updated_at)
            SELECT ('01900001-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'c' || i, 'c' || i || '@example.org', 'Camille ' || i, 'fr',
                   (ARRAY['Europe/Paris', '', 'America/New_York', 'Asia/Tokyo'])[i % 4 + 1], '[]',
                   COALESCE((SELECT id FROM personas WHERE key = CASE WHEN i <= 1000 THEN 'thousand' WHEN i <= 6000 THEN 'five-thousand' END), '00000000-0000-7000-8000-000000000001'),
                   false, CASE WHEN i % 50 = 0 THEN now() END, now(), now()
            FROM generate_series(1, {most}) i;
            INSERT INTO suppressed_addresses (hash, cause, source, added_at) SELECT sha256(convert_to('c' || i || '@example.org', 'UTF8')), 'HardBounce', '', now() FROM generate_series(1, {most}, 100) i;
            INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason, disposition_at,
                created_at, due_at, expires_at, attempts, sent_at)
            SELECT gen_random_uuid(), gen_random_uuid(), (SELECT id FROM triggers), (SELECT id FROM touchpoints), ('01900001-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
                (SELECT id FROM survey_versions), '00000000-0000-7000-8000-000000000001', 0, 'fr', 'Completed', '', at, at, at, at + interval '14 days', 1, at
            FROM (SELECT i, now() - interval '1 day' * ((i * 7919::bigint + k * 127) % 360 + 1) AS at FROM generate_series(1, {most}) i CROSS JOIN LATERAL generate_series(1, i % 4) k WHERE i % 10 <> 0) t;
            ANALYZE;
            """.Replace("'[]'", "'{}'", StringComparison.Ordinal));
    }
}
