using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// What a scored batch changes in the daily sums: each score comes with +1, each one taken out with −1. The sums are decimals (numeric), and a
/// decimal sum is exact: it is the same in whatever order answers came, what was added can be taken out without a trace, and adding one answer costs
/// the same on a quiet day and on one with a hundred thousand.
/// </summary>
internal sealed class CellChanges
{
    /// <summary>
    /// The terms of Σw, Σw², Σwx, Σwx² for a weight and a value in double precision, as SQL over columns weight and value. PostgreSQL rounds a double to
    /// 15 digits on its way to numeric, each answer once. A recount uses these very terms.
    /// </summary>
    public const string Terms = "weight::numeric, (weight * weight)::numeric, (weight * value)::numeric, (weight * value * value)::numeric";

    private const string Keys = "$1::uuid[], $2::uuid[], $3::text[], $4::boolean[], $5::date[]";

    private readonly List<Change> all = [];

    /// <summary>A score that came (+1) or went (−1): in the sums over every answer, and in those of the 30-day rule when it counts.</summary>
    public void Add(Guid touchpoint, Guid persona, string dimension, DateOnly day, double weight, double value, bool counts, int sign)
    {
        if (dimension == ScoredBatch.Nps) return;
        all.Add(new(touchpoint, persona, dimension, false, day, weight, value, sign));
        if (counts) all.Add(new(touchpoint, persona, dimension, true, day, weight, value, sign));
    }

    /// <summary>A score that came to count under the 30-day rule (+1), or ceased to (−1).</summary>
    public void AddLatest(Guid touchpoint, Guid persona, string dimension, DateOnly day, double weight, double value, int sign)
    {
        if (dimension != ScoredBatch.Nps) all.Add(new(touchpoint, persona, dimension, true, day, weight, value, sign));
    }

    /// <summary>The statements that carry the changes over; the caller holds the touchpoints' locks. A cell day without answers is removed.</summary>
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        if (all.Count == 0) yield break;
        yield return new(
            $"""
            INSERT INTO cell_days AS c (touchpoint_id, persona_id, dimension, latest, day, n, sum_w, sum_ww, sum_wx, sum_wxx)
            SELECT touchpoint_id, persona_id, dimension, latest, day, sum(sign),
                trim_scale(sum(sign * w)), trim_scale(sum(sign * ww)), trim_scale(sum(sign * wx)), trim_scale(sum(sign * wxx))
            FROM (
                SELECT touchpoint_id, persona_id, dimension, latest, day, sign, {Terms}
                FROM unnest({Keys}, $6::float8[], $7::float8[], $8::int[]) AS u (touchpoint_id, persona_id, dimension, latest, day, weight, value, sign)
            ) AS change (touchpoint_id, persona_id, dimension, latest, day, sign, w, ww, wx, wxx)
            GROUP BY touchpoint_id, persona_id, dimension, latest, day
            ON CONFLICT (touchpoint_id, persona_id, dimension, latest, day) DO UPDATE SET n = c.n + excluded.n,
                sum_w = trim_scale(c.sum_w + excluded.sum_w), sum_ww = trim_scale(c.sum_ww + excluded.sum_ww),
                sum_wx = trim_scale(c.sum_wx + excluded.sum_wx), sum_wxx = trim_scale(c.sum_wxx + excluded.sum_wxx)
            """)
        {
            Parameters =
            {
                Column(x => x.Touchpoint, NpgsqlDbType.Uuid), Column(x => x.Persona, NpgsqlDbType.Uuid), Column(x => x.Dimension, NpgsqlDbType.Text),
                Column(x => x.Latest, NpgsqlDbType.Boolean), Column(x => x.Day, NpgsqlDbType.Date),
                Column(x => x.Weight, NpgsqlDbType.Double), Column(x => x.Value, NpgsqlDbType.Double), Column(x => x.Sign, NpgsqlDbType.Integer),
            },
        };
        // Only where something went can a day be left empty.
        var gone = all.Where(x => x.Sign < 0).Select(x => (x.Touchpoint, x.Persona, x.Dimension, x.Latest, x.Day)).Distinct().ToList();
        if (gone.Count == 0) yield break;
        yield return new(
            $"""
            DELETE FROM cell_days c USING unnest({Keys}) AS u (touchpoint_id, persona_id, dimension, latest, day)
            WHERE c.n = 0 AND (c.touchpoint_id, c.persona_id, c.dimension, c.latest, c.day) = (u.touchpoint_id, u.persona_id, u.dimension, u.latest, u.day)
            """)
        {
            Parameters =
            {
                new() { Value = gone.ConvertAll(x => x.Touchpoint) }, new() { Value = gone.ConvertAll(x => x.Persona) }, new() { Value = gone.ConvertAll(x => x.Dimension) },
                new() { Value = gone.ConvertAll(x => x.Latest) }, new() { Value = gone.ConvertAll(x => x.Day) },
            },
        };
    }

    private NpgsqlParameter Column<T>(Func<Change, T> value, NpgsqlDbType type) => ScoreInserts.Column(all, value, type);

    private sealed record Change(Guid Touchpoint, Guid Persona, string Dimension, bool Latest, DateOnly Day, double Weight, double Value, int Sign);
}
