using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Scoring goes through this gate side by side; a recompute passes it alone when it begins and when what it made takes the place of what was. So a response is
/// stored either under the profile that is replaced, and noted for the recompute, or under the new one.
/// </summary>
internal static class ScoringGate
{
    // Any number that no touchpoint's lock has but by a chance of one in 2⁶⁴.
    private const long Key = 0x5363_6F72_6547_6174;

    /// <summary>Enters in the transaction of the connection, until its end.</summary>
    /// <returns>The number of the profile in force, and whether a recompute runs.</returns>
    public static async Task<(int InForce, bool Recomputing)> EnterAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new($"SELECT pg_advisory_xact_lock_shared({Key})"));
        // A statement of its own: it sees what was committed while the gate was closed.
        batch.BatchCommands.Add(new(
            "SELECT coalesce((SELECT number FROM scoring_profiles WHERE in_force), 1), EXISTS (SELECT FROM recomputations WHERE state = 'Running')"));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt32(0), reader.GetBoolean(1));
    }

    /// <summary>Waits until nobody else is inside and keeps everybody out until the end of the transaction.</summary>
    public static async Task CloseAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Key})", connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Notes responses for the recompute that runs.</summary>
    public static async Task NoteAsync(NpgsqlConnection connection, IEnumerable<Guid> responses, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO recomputation_changes (response_id, stamp) SELECT id, gen_random_uuid() FROM unnest($1::uuid[]) AS id ORDER BY id
            ON CONFLICT (response_id) DO UPDATE SET stamp = excluded.stamp
            """, connection);
        command.Parameters.Add(new() { Value = responses.ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
