using Microsoft.Extensions.Logging;
using Npgsql;

namespace StageSurveys.Engine.Invitations;

/// <summary>What does not add up in the ledger; <see cref="AddsUp"/> when nothing.</summary>
/// <param name="Missing">Events that are called planned but have no line.</param>
/// <param name="Off">Audience minus the sum of the dispositions.</param>
/// <param name="Unwritten">Lines whose history does not end where they stand.</param>
public sealed record LedgerCheck(long Missing, long Off, long Unwritten)
{
    public bool AddsUp => Missing == 0 && Off == 0 && Unwritten == 0;
}

/// <summary>
/// Looks whether the ledger of the last days adds up, and keeps the answer for every process: a counter that does not is told in the log, on the screens
/// and by the health check until it does.
/// </summary>
public sealed partial class WatchLedger(NpgsqlDataSource source, Ledger ledger, TimeProvider time, ILogger<WatchLedger> log)
{
    /// <summary>Older events change no more.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(3);

    public async Task<LedgerCheck> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var sheet = await ledger.RunAsync(new LedgerFilter(From: now - Window), cancel);
        await using var command = source.CreateCommand("""
            WITH odd AS (
                SELECT count(*) AS lines FROM invitations i
                WHERE i.disposition = ANY($5) AND i.disposition_at >= $2 AND NOT EXISTS (
                    SELECT 1 FROM (SELECT disposition FROM invitation_changes h WHERE h.invitation_id = i.id ORDER BY h.id DESC LIMIT 1) last WHERE last.disposition = i.disposition))
            UPDATE sending_settings s SET ledger_missing = $3, ledger_off = $4, ledger_unwritten = odd.lines,
                   ledger_alarm_at = CASE WHEN $3 = 0 AND $4 = 0 AND odd.lines = 0 THEN NULL ELSE COALESCE(s.ledger_alarm_at, $1) END
            FROM odd WHERE s.id = 1 RETURNING odd.lines
            """);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now.AddHours(-1) });
        command.Parameters.Add(new() { Value = sheet.Missing });
        command.Parameters.Add(new() { Value = sheet.Audience - sheet.Sum });
        // All there are: so named, the index on disposition and time serves.
        command.Parameters.Add(new() { Value = Enum.GetNames<Disposition>() });
        var check = new LedgerCheck(sheet.Missing, sheet.Audience - sheet.Sum, (long)(await command.ExecuteScalarAsync(cancel))!);
        if (!check.AddsUp) Wrong(log, check.Missing, check.Off, check.Unwritten);
        return check;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger does not add up: {Missing} events without a line, audience minus sum {Off}, {Unwritten} lines whose history ends elsewhere.")]
    private static partial void Wrong(ILogger log, long missing, long off, long unwritten);
}

/// <summary>The alarm as the last look left it, asked for by every screen and remembered for half a minute.</summary>
public sealed class LedgerAlarm(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(30);
    private (DateTimeOffset At, LedgerCheck? Check) known;

    /// <summary>Null while everything adds up.</summary>
    public async Task<LedgerCheck?> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (now - known.At < Keep && now >= known.At) return known.Check;
        LedgerCheck? check;
        try
        {
            await using var command = source.CreateCommand("SELECT ledger_missing, ledger_off, ledger_unwritten FROM sending_settings WHERE id = 1 AND ledger_alarm_at IS NOT NULL");
            await using var row = await command.ExecuteReaderAsync(cancel);
            check = await row.ReadAsync(cancel) ? new LedgerCheck(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : null;
        }
        catch (NpgsqlException)
        {
            // Asked for by every page, the one that says that the database is away too.
            return known.Check;
        }

        known = (now, check);
        return check;
    }
}
