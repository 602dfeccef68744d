using Npgsql;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>A durable PostgreSQL, a database with invitations whose links are known, and the real web process on it.</summary>
public sealed class Stage : IAsyncDisposable
{
    private ScratchServer? server;

    public TestDatabase Database { get; private set; } = null!;
    public Shop Shop { get; private set; } = null!;
    public WebProcess Web { get; private set; } = null!;

    /// <summary>
    /// Uses the server named in <c>STAGESURVEYS_TEST_POSTGRES</c>, else an embedded one that writes as carefully as the product's own (fsync on).
    /// </summary>
    public static async Task<Stage> OpenAsync(string questionnaire, int invitations)
    {
        var stage = new Stage();
        try
        {
            stage.server = await ScratchServer.OpenAsync();
            stage.Database = await TestDatabase.CreateAsync();
            stage.Shop = await Shop.OpenAsync(stage.Database, questionnaire);
            await stage.InviteAsync(invitations);
            stage.Web = await WebProcess.StartAsync(stage.Database);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The token of the link of one of the prepared invitations, from 1.</summary>
    public static string Token(int number) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.ASCII.GetBytes($"{number}")));

    /// <summary>Version, durability and processors, to print beside a figure.</summary>
    public async Task<string> SettingAsync()
    {
        var settings = await Shop.OneAsync<string>("SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit')");
        return $"{settings}; {Environment.ProcessorCount} processors, load average {ScratchServer.Load}; client, web and database share them";
    }

    /// <summary>How to reach the database with PostgreSQL's own programs.</summary>
    public NpgsqlConnectionStringBuilder Address => new(Database.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        if (Web is not null) await Web.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        if (server is not null) await server.DisposeAsync();
    }

    private async Task InviteAsync(int count)
    {
        await Shop.RunAsync($"""
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
            SELECT uuidv7_of(1, i), 'c' || i, 'c' || i || '@example.org', 'Camille ' || i, 'fr', '', '{"{}"}', '00000000-0000-7000-8000-000000000001', false, now(), now() FROM generate_series(1, {count}) i;
            INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context, planned_at)
            SELECT uuidv7_of(2, i), 'e' || i, (SELECT id FROM touchpoints), uuidv7_of(1, i), now() - interval '1 day', now(), 'api', '{"{}"}', now() FROM generate_series(1, {count}) i;
            INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason, disposition_at,
                created_at, due_at, expires_at, token_hash, attempts, sent_at)
            SELECT uuidv7_of(3, i), uuidv7_of(2, i), (SELECT id FROM triggers), (SELECT id FROM touchpoints), uuidv7_of(1, i), (SELECT id FROM survey_versions),
                '00000000-0000-7000-8000-000000000001', 0, 'fr', 'Sent', '', now(), now(), now(), now() + interval '14 days', sha256(convert_to(md5(i::text), 'UTF8')), 1, now() FROM generate_series(1, {count}) i;
            ANALYZE;
            """.Replace("uuidv7_of(", "pg_temp.uuid_of(", StringComparison.Ordinal).Insert(0, """
            CREATE FUNCTION pg_temp.uuid_of(kind integer, i integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS
                $$ SELECT ('0190000' || kind || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid $$;
            """));
    }
}
