using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Programmes;

/// <summary>
/// Plans the waves of programmes for the time to come, with their contact lists: days are computed by <see cref="WaveCalendar"/>, rows are made a statement a programme.
/// Planning again adds what is new and takes away what nobody has touched and no longer belongs. Nothing is planned for a moment before the last planning: an account that joins in
/// the middle of a period begins with a moment that is still to come, while a server that stood still finds all that it would have planned.
/// </summary>
public sealed class PlanWaves(IDbContextFactory<StageSurveysDb> databases, NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Waves are planned for so many days, or for one whole period where that is longer.</summary>
    public const int Horizon = 92;

    /// <param name="only">One programme, or null for all that run.</param>
    /// <returns>How many waves were added.</returns>
    public async Task<int> RunAsync(Guid? only, CancellationToken cancel)
    {
        List<Programme> programmes;
        await using (var db = await databases.CreateDbContextAsync(cancel))
            programmes = await db.Programmes.AsNoTracking().Where(x => x.PausedAt == null && x.EndedAt == null && (only == null || x.Id == only)).OrderBy(x => x.CreatedAt).ToListAsync(cancel);
        var added = 0;
        foreach (var programme in programmes) added += await PlanAsync(programme, cancel);
        return added;
    }

    private async Task<int> PlanAsync(Programme programme, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Planners of one programme take turns, and who changes it waits.
        await using (var take = new NpgsqlCommand("SELECT planned_at FROM programmes WHERE id = $1 AND paused_at IS NULL AND ended_at IS NULL FOR UPDATE", connection) { Parameters = { new() { Value = programme.Id } } })
        await using (var row = await take.ExecuteReaderAsync(cancel))
        {
            if (!await row.ReadAsync(cancel)) return 0;
            programme.PlannedAt = row.IsDBNull(0) ? null : row.GetFieldValue<DateTimeOffset>(0);
        }

        var accounts = await AccountsAsync(connection, programme, now, cancel);
        var rows = Rows(programme, accounts, now);
        await using var batch = new NpgsqlBatch(connection) { Timeout = 600 };
        batch.BatchCommands.Add(new("SET LOCAL jit = off"));
        batch.BatchCommands.Add(new("""
            WITH gone AS (DELETE FROM waves WHERE programme_id = $1 AND state = 'Planned' AND version = 0 AND starts_at > $3 AND NOT account_id = ANY($2) RETURNING id)
            DELETE FROM wave_contacts c USING gone WHERE c.wave_id = gone.id
            """)
        { Parameters = { new() { Value = programme.Id }, new() { Value = accounts }, new() { Value = now } } });
        batch.BatchCommands.Add(new($"""
            WITH fresh AS (
                INSERT INTO waves (id, programme_id, account_id, touchpoint_id, survey_id, trigger_id, number, period_start, starts_at, state, reason, note, note_by, approved_by_name, created_at, changed_by, version)
                SELECT {KeySql.Version7("$9")}, $1, account_id, $5, $6, $7, number, period_start, starts_at, 'Planned', '', '', '', '', $8, '', 0
                FROM unnest($2::uuid[], $3::int[], $4::date[], $10::timestamptz[]) AS r (account_id, number, period_start, starts_at)
                ON CONFLICT (programme_id, account_id, period_start) DO NOTHING
                RETURNING id, account_id
            ), listed AS (
                INSERT INTO wave_contacts (wave_id, customer_id, included, left_out_reason, left_out_note, added_by_hand, role, influence)
                SELECT w.id, c.customer_id, true, '', '', false, c.role, c.influence
                FROM fresh w JOIN account_contacts c ON c.account_id = w.account_id AND c.left_at IS NULL AND (cardinality($11::text[]) = 0 OR c.role = ANY($11))
            )
            SELECT count(*) FROM fresh
            """)
        {
            Parameters =
            {
                new() { Value = programme.Id }, new() { Value = rows.Select(x => x.Account).ToArray() }, new() { Value = rows.Select(x => x.Number).ToArray() },
                new() { Value = rows.Select(x => x.Period).ToArray() }, new() { Value = programme.TouchpointId }, new() { Value = programme.SurveyId }, new() { Value = programme.TriggerId },
                new() { Value = now }, new() { Value = now.ToUnixTimeMilliseconds() }, new() { Value = rows.Select(x => x.At.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = programme.Roles },
            },
        });
        batch.BatchCommands.Add(new("UPDATE programmes SET planned_at = $2 WHERE id = $1") { Parameters = { new() { Value = programme.Id }, new() { Value = now } } });
        var added = 0;
        await using (var reader = await batch.ExecuteReaderAsync(cancel))
        {
            // Only the second of the three changes answers with a row.
            if (await reader.ReadAsync(cancel)) added = (int)reader.GetInt64(0);
        }

        await transaction.CommitAsync(cancel);
        return added;
    }

    /// <summary>The accounts of a programme that were not put away: those its rule takes, else those it names.</summary>
    internal static async Task<Guid[]> AccountsAsync(NpgsqlConnection connection, Programme programme, DateTimeOffset now, CancellationToken cancel)
    {
        NpgsqlCommand command;
        if (programme.AccountRule is { } json)
        {
            var read = AccountRule.Read(json);
            if (!read.Ok) throw new InvalidOperationException($"The rule of programme {programme.Id} cannot be read.");
            var (condition, bag) = AccountRule.Compile(read.Value!, DateOnly.FromDateTime(now.UtcDateTime));
            command = new NpgsqlCommand($"SELECT a.id FROM accounts a WHERE a.archived_at IS NULL AND {condition}", connection);
            foreach (var parameter in bag.Parameters) command.Parameters.Add(parameter);
        }
        else
        {
            command = new NpgsqlCommand("SELECT a.id FROM programme_accounts p JOIN accounts a ON a.id = p.account_id WHERE p.programme_id = $1 AND a.archived_at IS NULL", connection)
            { Parameters = { new() { Value = programme.Id } } };
        }

        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> ids = [];
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return [.. ids];
    }

    private static List<(Guid Account, int Number, DateOnly Period, DateTimeOffset At)> Rows(Programme programme, Guid[] accounts, DateTimeOffset now)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(programme.TimeZone, out var zone)) zone = TimeZoneInfo.Utc;
        var after = programme.PlannedAt ?? programme.CreatedAt;
        var until = now.AddDays(Math.Max(Horizon, programme.Rhythm.MostDays));
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        // The period that runs now is looked at too: what fell into a standstill is caught up in it.
        var periods = WaveCalendar.Periods(programme.Rhythm, programme.StartsOn, today, DateOnly.FromDateTime(until.UtcDateTime).AddDays(2)).ToList();
        Dictionary<DateOnly, DateTimeOffset> moments = [];
        List<(Guid, int, DateOnly, DateTimeOffset)> rows = new(accounts.Length * periods.Count);
        foreach (var period in periods)
        {
            foreach (var account in accounts)
            {
                var day = WaveCalendar.Day(account, period);
                if (!moments.TryGetValue(day, out var at)) moments[day] = at = WaveCalendar.Moment(day, programme.SendAtHour, zone);
                if (at > after && at <= until) rows.Add((account, period.Number, period.Start, at));
            }
        }

        return rows;
    }
}
