using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// The tables that a recompute fills: twins, in a schema of their own, of all tables that scoring writes. Whoever has this schema before the public one on its
/// search path scores into the twins with the very statements that score into the tables screens read.
/// </summary>
internal static class ShadowTables
{
    private const string Schema = "rescoring";

    /// <summary>What is made from answers alone. A table that scoring writes and that is missing here would be written by a recompute where screens read.</summary>
    public static IReadOnlyList<string> All { get; } = ["measurements", "response_scores", "reported_problems", "verbatims", "cell_days", "cell_spans", "answer_counts", "question_counts", "score_half_lives"];

    /// <summary>Makes the twins, empty but for the half-life of the profile that comes, with the same columns, indexes and names.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, int profile, CancellationToken cancel)
    {
        await DropAsync(connection, cancel);
        await RunAsync(connection, string.Concat(All.Select(x => $"CREATE TABLE {Schema}.{x} (LIKE public.{x} INCLUDING ALL EXCLUDING INDEXES);")), cancel);
        List<string> indexes = [];
        await using (var read = new NpgsqlCommand(
            """
            SELECT replace(pg_get_indexdef(i.indexrelid), ' ON public.', $2) || coalesce(';ALTER TABLE ' || $3 || t.relname || ' ADD CONSTRAINT ' || c.conname
                || CASE c.contype WHEN 'p' THEN ' PRIMARY KEY' ELSE ' UNIQUE' END || ' USING INDEX ' || c.conname, '')
            FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
            WHERE t.relnamespace = 'public'::regnamespace AND t.relname = ANY($1) ORDER BY t.relname, i.indexrelid
            """, connection))
        {
            read.Parameters.Add(new() { Value = All.ToArray() });
            read.Parameters.Add(new() { Value = $" ON {Schema}." });
            read.Parameters.Add(new() { Value = $"{Schema}." });
            await using var reader = await read.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) indexes.Add(reader.GetString(0));
        }

        await RunAsync(connection, string.Join(';', indexes), cancel);
        await using var keep = new NpgsqlCommand(
            $"INSERT INTO {Schema}.score_half_lives SELECT (profile->>'halfLifeDays')::float8 FROM scoring_profiles WHERE number = $1", connection);
        keep.Parameters.Add(new() { Value = profile });
        await keep.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>From here to the end of the transaction the names of the tables mean the twins.</summary>
    public static Task EnterAsync(NpgsqlConnection connection, CancellationToken cancel) => RunAsync(connection, $"SET LOCAL search_path TO {Schema}, public", cancel);

    /// <summary>Lets the planner know what is in them, before anybody reads them.</summary>
    public static Task AnalyzeAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        RunAsync(connection, "ANALYZE " + string.Join(", ", All.Select(x => $"{Schema}.{x}")), cancel);

    /// <summary>
    /// Puts the twins in the place of the tables. Whoever reads one at the moment is waited for, but not long: others would queue up behind.
    /// </summary>
    /// <exception cref="PostgresException">Somebody read for more than a few seconds (lock_not_available); try again.</exception>
    public static Task SwitchAsync(NpgsqlConnection connection, CancellationToken cancel) => RunAsync(
        connection,
        "SET LOCAL search_path TO public; SET LOCAL lock_timeout = '3s';"
        + string.Concat(All.Select(x => $"DROP TABLE public.{x}; ALTER TABLE {Schema}.{x} SET SCHEMA public;")),
        cancel);

    /// <summary>Throws the twins away.</summary>
    public static async Task DropAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var read = new NpgsqlCommand("SELECT coalesce(string_agg('DROP TABLE ' || oid::regclass, ';'), '') FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r'", connection);
        read.Parameters.Add(new() { Value = Schema });
        if (await read.ExecuteScalarAsync(cancel) is string { Length: > 0 } sql) await RunAsync(connection, sql, cancel);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
