using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Data;

public sealed class MigrationTests
{
    [Fact]
    public async Task The_model_equals_the_migrated_database()
    {
        await using var migrated = await TestDatabase.CreateAsync();
        await using var modelled = await TestDatabase.CreateEmptyAsync();
        await using (var db = modelled.OpenDb())
        await using (var command = modelled.Source.CreateCommand(db.Database.GenerateCreateScript())) await command.ExecuteNonQueryAsync();

        Assert.Equal(await SchemaAsync(modelled), await SchemaAsync(migrated));
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var before = await SchemaAsync(database);

        await DataSetup.MigrateAsync(database.Source, CancellationToken.None);

        Assert.Equal(before, await SchemaAsync(database));
    }

    [Fact]
    public async Task Only_a_database_with_every_migration_is_passed_over()
    {
        await using var empty = await TestDatabase.CreateEmptyAsync();
        Assert.False(await Migrated.HoldsAllAsync<StageSurveysDb>(empty.Source, "migrations", CancellationToken.None));

        await using var database = await TestDatabase.CreateAsync();
        Assert.True(await Migrated.HoldsAllAsync<StageSurveysDb>(database.Source, "migrations", CancellationToken.None));
        await RunAsync(database, """DELETE FROM migrations WHERE "MigrationId" = (SELECT min("MigrationId") FROM migrations)""");
        Assert.False(await Migrated.HoldsAllAsync<StageSurveysDb>(database.Source, "migrations", CancellationToken.None));
    }

    [Fact]
    public async Task Daily_sums_of_an_older_version_are_counted_again_as_decimals()
    {
        await using var database = await TestDatabase.CreateAsync();
        await RunAsync(database, """
            DELETE FROM migrations WHERE "MigrationId" = '20261122013000_ExactCellSums';
            ALTER TABLE cell_days ALTER COLUMN sum_w TYPE float8, ALTER COLUMN sum_ww TYPE float8, ALTER COLUMN sum_wx TYPE float8, ALTER COLUMN sum_wxx TYPE float8;
            INSERT INTO response_scores (response_id, touchpoint_id, dimension, persona_id, customer_id, answered_at, day, value, weight, counts)
            SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000002', d, '00000000-0000-7000-8000-000000000001', gen_random_uuid(), now(), date '2026-11-01', 100.0 / i, 0.5, i < 9
            FROM generate_series(1, 9) i CROSS JOIN unnest(ARRAY['goal', 'nps']) d;
            INSERT INTO cell_days (touchpoint_id, persona_id, dimension, latest, day, n, sum_w, sum_ww, sum_wx, sum_wxx)
            SELECT touchpoint_id, persona_id, dimension, true, day, 5, 1, 1, 1, 1 FROM response_scores WHERE dimension = 'goal' LIMIT 1;
            """);

        await DataSetup.MigrateAsync(database.Source, CancellationToken.None);

        Assert.Empty(await new VerifyCells(database.Source).RunAsync(10, CancellationToken.None));
        await using var count = database.Source.CreateCommand("SELECT count(*) FROM cell_days WHERE n = CASE WHEN latest THEN 8 ELSE 9 END");
        Assert.Equal(2L, await count.ExecuteScalarAsync());
    }

    private static async Task RunAsync(TestDatabase database, string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    // Columns with type and null, and indexes with their definition; what only a migration makes (seed rows, guards) is none of the model's business.
    private static async Task<List<string>> SchemaAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand("""
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(is_identity, '') FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name <> 'migrations'
            UNION ALL
            SELECT replace(indexdef, 'public.', '') FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migrations'
            UNION ALL
            SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
            ORDER BY 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }
}
