using Npgsql;

namespace StageSurveys.Engine.Programmes;

/// <summary>A programme of a list.</summary>
/// <param name="Accounts">Accounts that have a wave of it.</param>
/// <param name="ToApprove">Waves whose account manager was told and has not approved.</param>
/// <param name="NextAt">When its next wave is to start; null when none is planned.</param>
public sealed record ProgrammeLine(
    Guid Id, LocalText Name, LocalText Survey, LocalText Touchpoint, WaveRhythm Rhythm, Unapproved Unapproved, DateTimeOffset? PausedAt, DateTimeOffset? EndedAt, int Accounts, int Coming, int ToApprove,
    int Running, DateTimeOffset? NextAt);

/// <summary>Lists programmes, the ones that ended last. A manager sees those that have waves at own accounts, counted over these alone.</summary>
public sealed class ListProgrammes(NpgsqlDataSource source)
{
    /// <param name="manager">Null for whoever may see all.</param>
    public async Task<IReadOnlyList<ProgrammeLine>> RunAsync(Guid? manager, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("""
            SELECT p.id, p.name_fr, p.name_en, s.name_fr, s.name_en, t.name_fr, t.name_en, p.every_months, p.every_weeks, p.unapproved, p.paused_at, p.ended_at,
                   COALESCE(c.accounts, 0), COALESCE(c.coming, 0), COALESCE(c.to_approve, 0), COALESCE(c.running, 0), c.next_at
            FROM programmes p JOIN surveys s ON s.id = p.survey_id JOIN touchpoints t ON t.id = p.touchpoint_id
            LEFT JOIN (
                SELECT w.programme_id, count(DISTINCT w.account_id) AS accounts, count(*) FILTER (WHERE w.state IN ('Planned', 'Announced', 'Approved')) AS coming,
                       count(*) FILTER (WHERE w.state = 'Announced') AS to_approve, count(*) FILTER (WHERE w.state = 'Started') AS running,
                       min(w.starts_at) FILTER (WHERE w.state IN ('Planned', 'Announced', 'Approved')) AS next_at
                FROM waves w WHERE w.programme_id IS NOT NULL AND ($1::uuid IS NULL OR w.account_id IN (SELECT id FROM accounts WHERE manager_id = $1))
                GROUP BY w.programme_id
            ) c ON c.programme_id = p.id
            WHERE $1::uuid IS NULL OR c.programme_id IS NOT NULL
            ORDER BY p.ended_at IS NOT NULL, p.created_at
            """);
        command.Parameters.Add(ReadWave.Nullable(manager));
        await using var row = await command.ExecuteReaderAsync(cancel);
        List<ProgrammeLine> lines = [];
        while (await row.ReadAsync(cancel))
            lines.Add(new(
                row.GetGuid(0), Text(1), Text(3), Text(5), new WaveRhythm(row.IsDBNull(7) ? null : row.GetInt32(7), row.IsDBNull(8) ? null : row.GetInt32(8)), Enum.Parse<Unapproved>(row.GetString(9)),
                ReadWave.Time(row, 10), ReadWave.Time(row, 11), (int)row.GetInt64(12), (int)row.GetInt64(13), (int)row.GetInt64(14), (int)row.GetInt64(15), ReadWave.Time(row, 16)));
        return lines;

        LocalText Text(int at) => new(row.GetString(at), row.GetString(at + 1));
    }
}
