using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Counts and sums of cells over several periods at once, undecayed: one statement for all periods, not one for each.</summary>
public sealed class PeriodReading(CellReading cells)
{
    /// <summary>For each period, the sums of each persona's cell. Empty cells are missing.</summary>
    internal async Task<Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums>[]> SumsAsync(
        Guid[] touchpoints, IReadOnlyList<Period> periods, FixedScope scope, CancellationToken cancel)
    {
        await using var command = cells.Command(
            """
            SELECT p.place::int, c.touchpoint_id, c.persona_id, c.dimension, sum(c.n)::bigint,
                sum(c.sum_w)::float8, sum(c.sum_ww)::float8, sum(c.sum_wx)::float8, sum(c.sum_wxx)::float8
            FROM unnest($2::date[], $3::date[]) WITH ORDINALITY AS p (since, until, place)
            JOIN cell_days c ON c.day BETWEEN p.since AND p.until
            WHERE c.touchpoint_id = ANY($1) AND c.latest = $4
            GROUP BY 1, 2, 3, 4
            """, touchpoints, periods.Select(x => x.From).ToArray(), periods.Select(x => x.To).ToArray(), scope.Latest);
        var sums = periods.Select(_ => new Dictionary<(Guid, Guid, string), CellSums>()).ToArray();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            sums[reader.GetInt32(0) - 1][(reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3))] =
                new CellSums(reader.GetInt64(4), reader.GetDouble(5), reader.GetDouble(6), reader.GetDouble(7), reader.GetDouble(8));
        return sums;
    }

    /// <summary>
    /// For each period, different people behind each cell with answers; persona <see cref="Guid.Empty"/> is everybody. People are counted only where the
    /// number of answers leaves open whether they reach the floor: under the 30-day rule one person gives at most one answer in 30 days, so
    /// elsewhere the answers stand for them. A profile may switch the rule off (0 days); then any number may come from one person.
    /// </summary>
    internal async Task<Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), long>[]> PeopleAsync(
        Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums>[] sums, IReadOnlyList<Period> periods, FixedScope scope,
        ScoringProfile profile, CancellationToken cancel)
    {
        var people = sums.Select(Answers).ToArray();
        List<(int Place, Guid Touchpoint)> open = [];
        for (var i = 0; i < periods.Count; i++)
        {
            var each = scope.Latest && profile.DedupeDays > 0 ? (periods[i].Days - 1) / profile.DedupeDays + 1 : long.MaxValue / profile.AnonymityFloor;
            open.AddRange(people[i].Where(x => x.Value >= profile.AnonymityFloor && x.Value < profile.AnonymityFloor * each)
                .Select(x => x.Key.Touchpoint).Distinct().Select(x => (i, x)));
        }

        if (open.Count == 0) return people;
        await using var command = cells.Command(
            """
            SELECT p.place, s.touchpoint_id, s.persona_id, s.dimension, count(DISTINCT s.customer_id)
            FROM unnest($1::int[], $2::uuid[], $3::date[], $4::date[]) AS p (place, touchpoint_id, since, until)
            JOIN response_scores s ON s.touchpoint_id = p.touchpoint_id AND s.day BETWEEN p.since AND p.until
            WHERE s.dimension <> 'nps' AND (s.counts OR NOT $5)
            GROUP BY GROUPING SETS ((p.place, s.touchpoint_id, s.dimension, s.persona_id), (p.place, s.touchpoint_id, s.dimension))
            """, open.Select(x => x.Place).ToArray(), open.Select(x => x.Touchpoint).ToArray(),
            open.Select(x => periods[x.Place].From).ToArray(), open.Select(x => periods[x.Place].To).ToArray(), scope.Latest);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            people[reader.GetInt32(0)][(reader.GetGuid(1), reader.IsDBNull(2) ? Guid.Empty : reader.GetGuid(2), reader.GetString(3))] = reader.GetInt64(4);
        return people;
    }

    private static Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), long> Answers(
        Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums> sums)
    {
        var answers = sums.Where(x => x.Value.N > 0).ToDictionary(x => x.Key, x => x.Value.N);
        foreach (var all in sums.GroupBy(x => (x.Key.Touchpoint, Guid.Empty, x.Key.Dimension))) answers[all.Key] = all.Sum(x => x.Value.N);
        return answers;
    }
}
