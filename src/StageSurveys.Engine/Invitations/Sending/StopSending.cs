using Npgsql;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>
/// The stop switch: from its return on no mail starts, of everything or of one survey or trigger; what was on its way is seen through. Whatever was
/// queued waits as planned, "stopped", and everything that falls due meanwhile joins it.
/// </summary>
public sealed class StopSending(NpgsqlDataSource source, TimeProvider time)
{
    /// <param name="of">Id of a survey or a trigger; null stops everything.</param>
    /// <param name="by">Display name of who stops it.</param>
    public async Task RunAsync(Guid? of, string by, CancellationToken cancel)
    {
        NpgsqlBatchCommand turn = of is { } id
            ? new("INSERT INTO sending_stops (id, since, by) SELECT id, $2, $3 FROM (SELECT id FROM surveys UNION ALL SELECT id FROM triggers) x WHERE id = $1 ON CONFLICT DO NOTHING") { Parameters = { new() { Value = id }, new() { Value = time.GetUtcNow() }, new() { Value = by } } }
            : new("UPDATE sending_settings SET stopped_at = $1, stopped_by = $2 WHERE id = 1 AND stopped_at IS NULL") { Parameters = { new() { Value = time.GetUtcNow() }, new() { Value = by } } };
        await SendingLock.RunAsync(source, by, cancel, turn, new($"""
            UPDATE invitations i SET disposition = 'Planned', reason = '{Reasons.Stopped}', disposition_at = $2
            WHERE i.disposition = 'Queued'
              AND ($1::uuid IS NULL OR i.trigger_id = $1 OR EXISTS (SELECT 1 FROM survey_versions v WHERE v.id = i.survey_version_id AND v.survey_id = $1))
            """)
        { Parameters = { new() { Value = (object?)of ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, new() { Value = time.GetUtcNow() } } });
    }
}

/// <summary>Ends a stop. What waited goes on in its turn, unless another stop still holds it, and unless its survey would be over by now.</summary>
public sealed class ResumeSending(NpgsqlDataSource source, TimeProvider time)
{
    /// <param name="of">Id of a survey or a trigger; null ends the stop of everything.</param>
    public async Task RunAsync(Guid? of, string by, CancellationToken cancel)
    {
        NpgsqlBatchCommand turn = of is { } id
            ? new("DELETE FROM sending_stops WHERE id = $1") { Parameters = { new() { Value = id } } }
            : new("UPDATE sending_settings SET stopped_at = NULL, stopped_by = '' WHERE id = 1");
        await SendingLock.RunAsync(source, by, cancel, turn, new($"""
            UPDATE invitations i SET reason = '', disposition_at = $1
            WHERE i.disposition = 'Planned' AND i.reason = '{Reasons.Stopped}'
              AND NOT EXISTS (SELECT 1 FROM sending_settings WHERE stopped_at IS NOT NULL)
              AND NOT EXISTS (SELECT 1 FROM sending_stops s LEFT JOIN survey_versions v ON v.survey_id = s.id WHERE s.id = i.trigger_id OR v.id = i.survey_version_id)
            """)
        { Parameters = { new() { Value = time.GetUtcNow() } } });
    }
}

/// <summary>Who queues mails reads the switch under a shared lock, who turns it holds it alone: a lot that is being queued is done before the stop looks.</summary>
internal static class SendingLock
{
    /// <summary>Changes the switch and what hangs on it while nobody queues anything, in one transaction.</summary>
    /// <param name="by">In whose name; stands in the history of the lines.</param>
    /// <returns>Rows that the last command changed.</returns>
    public static async Task<int> RunAsync(NpgsqlDataSource source, string by, CancellationToken cancel, params NpgsqlBatchCommand[] commands)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("SELECT set_config('stage_surveys.actor', $1, true)") { Parameters = { new() { Value = by } } });
        batch.BatchCommands.Add(new("SELECT 1 FROM sending_settings WHERE id = 1 FOR UPDATE"));
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (int)commands[^1].RecordsAffected;
    }

    /// <summary>False when everything is stopped; otherwise nobody can stop anything until the transaction ends.</summary>
    public static async Task<bool> TakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT stopped_at IS NULL FROM sending_settings WHERE id = 1 FOR SHARE", connection);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>
    /// Marks what is due and stopped. It is passed over once and then no longer looked at, so that a long stop does not slow down the others.
    /// </summary>
    public static async Task PassOverAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            UPDATE invitations i SET reason = '{Reasons.Stopped}', disposition_at = $1
            WHERE i.id IN (
                SELECT d.id FROM invitations d LEFT JOIN survey_versions v ON v.id = d.survey_version_id
                WHERE d.disposition = 'Planned' AND d.reason <> '{Reasons.Stopped}' AND d.due_at <= $1
                  AND (d.trigger_id IN (SELECT id FROM sending_stops) OR v.survey_id IN (SELECT id FROM sending_stops))
                ORDER BY d.id FOR UPDATE OF d SKIP LOCKED)
              AND EXISTS (SELECT 1 FROM sending_stops)
            """, connection)
        { Parameters = { new() { Value = now } } };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
