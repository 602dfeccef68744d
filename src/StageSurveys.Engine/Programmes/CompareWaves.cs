using Npgsql;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Programmes;

/// <summary>What one wave says in one dimension, beside the wave before it at the same account. Raw means (M4, every answer with its own weight and no decay), as M10 compares them.</summary>
/// <param name="Before">Null: there was no wave before it with an answer.</param>
/// <param name="Change">Null where either side has no answer.</param>
/// <param name="Stands">The change is a discovery among all that were tested here (Benjamini–Hochberg).</param>
public sealed record WaveFigure(Dimension Dimension, CellEstimate Mean, CellEstimate? Before, Change? Change, bool Stands);

/// <summary>A wave that has started, with its figures.</summary>
/// <param name="Asked">Contacts whom a mail left for.</param>
public sealed record WaveResult(Guid Id, Guid? ProgrammeId, LocalText? Programme, LocalText Survey, int Number, DateTimeOffset StartedAt, WaveState State, int Asked, int Answered, IReadOnlyList<WaveFigure> Figures)
{
    public WaveFigure? Of(Dimension dimension) => Figures.FirstOrDefault(x => x.Dimension == dimension);
}

/// <summary>
/// The past waves of an account, latest first, each compared with the one before it: of the same programme, or among those sent by hand of the same survey. An account is shown to its manager even at one answer, so nothing
/// is hidden here; whoever shows it elsewhere must not use it.
/// </summary>
public sealed class CompareWaves(NpgsqlDataSource source, ProfileInForce profiles)
{
    /// <param name="most">The latest so many waves are shown.</param>
    public Task<IReadOnlyList<WaveResult>> RunAsync(Guid account, int most, CancellationToken cancel) => profiles.SteadyAsync(profile => ReadAsync(account, most, profile.Profile, cancel), cancel);

    private async Task<IReadOnlyList<WaveResult>> ReadAsync(Guid account, int most, ScoringProfile profile, CancellationToken cancel)
    {
        List<(WaveResult Wave, string Series)> waves = [];
        Dictionary<(Guid Wave, Dimension Dimension), CellSums> sums = [];
        await using (var connection = await source.OpenConnectionAsync(cancel))
        {
            await using var read = new NpgsqlCommand("""
                SELECT w.id, w.programme_id, p.name_fr, p.name_en, s.name_fr, s.name_en, w.number, w.started_at, w.state, w.survey_id,
                       (SELECT count(*) FROM invitations i WHERE i.wave_id = w.id AND i.sent_at IS NOT NULL), (SELECT count(*) FROM invitations i WHERE i.wave_id = w.id AND i.disposition = 'Completed')
                FROM waves w JOIN surveys s ON s.id = w.survey_id LEFT JOIN programmes p ON p.id = w.programme_id
                WHERE w.account_id = $1 AND w.started_at IS NOT NULL
                ORDER BY w.started_at DESC, w.id LIMIT $2
                """, connection)
            { Parameters = { new() { Value = account }, new() { Value = 2 * most + 2 } } };
            await using (var row = await read.ExecuteReaderAsync(cancel))
                while (await row.ReadAsync(cancel))
                    waves.Add((new(
                        row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.IsDBNull(2) ? null : new LocalText(row.GetString(2), row.GetString(3)), new LocalText(row.GetString(4), row.GetString(5)),
                        row.GetInt32(6), row.GetFieldValue<DateTimeOffset>(7), Enum.Parse<WaveState>(row.GetString(8)), (int)row.GetInt64(10), (int)row.GetInt64(11), []),
                        row.IsDBNull(1) ? $"hand {row.GetGuid(9)}" : $"{row.GetGuid(1)}"));
            if (waves.Count == 0) return [];
            // A response has its invitation's id. A questionnaire may measure several touchpoints: one person's word counts once, with the mean of what was said of them.
            await using var scores = new NpgsqlCommand("""
                SELECT q.wave_id, q.dimension, count(*), sum(q.weight), sum(q.weight * q.weight), sum(q.weight * q.value), sum(q.weight * q.value * q.value)
                FROM (
                    SELECT i.wave_id, s.dimension, i.id, max(s.weight) AS weight, sum(s.value * s.weight) / sum(s.weight) AS value
                    FROM invitations i JOIN response_scores s ON s.response_id = i.id AND s.weight > 0 AND s.dimension IN ('goal', 'emotion', 'problem')
                    WHERE i.wave_id = ANY($1) GROUP BY i.wave_id, s.dimension, i.id
                ) q GROUP BY q.wave_id, q.dimension
                """, connection)
            { Parameters = { new() { Value = waves.Select(x => x.Wave.Id).ToArray() } } };
            await using var sum = await scores.ExecuteReaderAsync(cancel);
            while (await sum.ReadAsync(cancel))
                sums[(sum.GetGuid(0), Enum.Parse<Dimension>(sum.GetString(1), ignoreCase: true))] = new CellSums(sum.GetInt64(2), sum.GetDouble(3), sum.GetDouble(4), sum.GetDouble(5), sum.GetDouble(6));
        }

        return Compare(waves, sums, profile, most);
    }

    private static List<WaveResult> Compare(List<(WaveResult Wave, string Series)> waves, Dictionary<(Guid, Dimension), CellSums> sums, ScoringProfile profile, int most)
    {
        List<(int At, WaveFigure Figure)> figures = [];
        for (var at = 0; at < Math.Min(most, waves.Count); at++)
        {
            foreach (var dimension in new[] { Dimension.Goal, Dimension.Emotion, Dimension.Problem })
            {
                if (Estimate(waves[at].Wave.Id, dimension) is not { } mean) continue;
                var before = waves.Skip(at + 1).Where(x => x.Series == waves[at].Series).Select(x => Estimate(x.Wave.Id, dimension)).FirstOrDefault(x => x is not null);
                figures.Add((at, new(dimension, mean, before, before is null ? null : Changes.Between(before, mean), false)));
            }
        }

        // Everything that one screen tests is one family.
        var tested = figures.Where(x => x.Figure.Change is not null).ToList();
        var found = Changes.Discoveries([.. tested.Select(x => x.Figure.Change!.P)], profile);
        var stands = tested.Where((_, i) => found[i]).Select(x => x.Figure).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. waves.Take(most).Select((x, at) => x.Wave with { Figures = [.. figures.Where(f => f.At == at).Select(f => f.Figure with { Stands = stands.Contains(f.Figure) })] })];

        CellEstimate? Estimate(Guid wave, Dimension dimension) => CellEstimate.Of(sums.GetValueOrDefault((wave, dimension)), dimension, profile);
    }
}
