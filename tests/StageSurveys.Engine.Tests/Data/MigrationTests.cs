using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
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
