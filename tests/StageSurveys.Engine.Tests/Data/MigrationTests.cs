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
            DELETE FROM migrations WHERE "MigrationId" IN ('20261122013000_ExactCellSums', '20261122151000_RollUps', '20261122155500_LeanerTables', '20261122170000_PackedCounts', '20261122171000_SpanMarks');
            ALTER TABLE measurements DROP CONSTRAINT pk_measurements, ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_measurements PRIMARY KEY;
            CREATE UNIQUE INDEX ix_measurements_response_id_touchpoint_id_question_dimension ON measurements (response_id, touchpoint_id, question, dimension);
            CREATE INDEX ix_responses_touchpoint_id_answered_at ON responses (touchpoint_id, answered_at);
            CREATE INDEX ix_responses_answered_at ON responses (answered_at);
            DROP TABLE cell_spans, answer_counts, question_counts, score_half_lives, span_marks, invitation_marks;
            ALTER TABLE response_scores DROP COLUMN survey_version_id;
            CREATE INDEX ix_response_scores_touchpoint_id_day ON response_scores (touchpoint_id, day);
            ALTER TABLE verbatims DROP COLUMN survey_version_id;
            CREATE INDEX ix_verbatims_touchpoint_id_answered_at ON verbatims (touchpoint_id, answered_at);
            ALTER TABLE cell_days DROP COLUMN survey_version_id;
            ALTER TABLE cell_days ADD PRIMARY KEY (touchpoint_id, persona_id, dimension, latest, day);
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

    [Fact]
    public async Task A_guess_that_stood_at_the_touchpoint_becomes_the_first_version_of_every_personas_hypothesis()
    {
        await using var database = await TestDatabase.CreateAsync();
        await RunAsync(database, """
            DELETE FROM migrations WHERE "MigrationId" LIKE '%_MapNotesAndHypotheses';
            DROP TABLE map_notes; DROP TABLE hypothesis_lines; DROP TABLE hypotheses;
            ALTER TABLE personas DROP COLUMN customer_value;
            ALTER TABLE touchpoints ADD COLUMN hypothesis_emotion double precision;
            INSERT INTO personas (id, key, colour, traits, position, is_fallback, archived_at, description_en, description_fr, name_en, name_fr, quote_en, quote_fr)
            SELECT gen_random_uuid(), key, '#112233', '{}', 1, false, away, '', '', key, key, '', '' FROM (VALUES ('a', NULL), ('b', NULL), ('gone', now())) AS p (key, away);
            INSERT INTO journeys (id, key, channel_strategy, created_at, name_en, name_fr) VALUES ('00000000-0000-7000-8000-000000000011', 'shop', 'Omnichannel', now(), 'Shop', 'Boutique');
            INSERT INTO stages (id, journey_id, key, phase, position, name_en, name_fr)
            VALUES ('00000000-0000-7000-8000-000000000012', '00000000-0000-7000-8000-000000000011', 'after', 'After', 0, 'After', 'Après');
            INSERT INTO touchpoints (id, stage_id, key, channel, is_mandatory, is_key_moment, owner_team, owner_person, position, goal_en, goal_fr, name_en, name_fr, hypothesis_emotion)
            SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000012', key, 'Web', true, false, '', '', 0, '', '', key, key, guess FROM (VALUES ('guessed', -40), ('open', NULL)) AS t (key, guess);
            """);

        await DataSetup.MigrateAsync(database.Source, CancellationToken.None);

        await using var read = database.Source.CreateCommand("""
            SELECT string_agg(concat_ws(' ', p.key, h.number, t.key, l.emotion), ', ' ORDER BY p.key)
            FROM hypotheses h JOIN personas p ON p.id = h.persona_id JOIN hypothesis_lines l ON l.hypothesis_id = h.id JOIN touchpoints t ON t.id = l.touchpoint_id
            """);
        Assert.Equal("a 1 guessed -40, b 1 guessed -40", await read.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Customers_that_name_a_company_become_its_contacts()
    {
        await using var database = await TestDatabase.CreateAsync();
        await RunAsync(database, """
            DELETE FROM migrations WHERE "MigrationId" LIKE '%_Accounts';
            DROP TABLE account_contacts; DROP TABLE accounts CASCADE;
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, account_ref, role, persona_id, persona_locked, created_at, updated_at)
            SELECT gen_random_uuid(), id, '', '', 'en', '', '{}', company, role, '00000000-0000-7000-8000-000000000001', false, now(), now()
            FROM (VALUES ('a', 'acme', 'finance'), ('b', 'acme', 'gardener'), ('c', 'other co', NULL), ('d', NULL, 'user')) AS c (id, company, role);
            """);

        await DataSetup.MigrateAsync(database.Source, CancellationToken.None);

        await using var read = database.Source.CreateCommand("""
            SELECT string_agg(concat_ws(' ', a.key, c.external_id, k.role, k.influence), ', ' ORDER BY c.external_id)
            FROM accounts a JOIN account_contacts k ON k.account_id = a.id JOIN customers c ON c.id = k.customer_id
            """);
        Assert.Equal("acme a finance 1.00, acme b other 1.00, other co c other 1.00", await read.ExecuteScalarAsync());
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
