using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Scores;

/// <summary>Where an answer is added up: a persona's day at a touchpoint, from one survey version.</summary>
internal readonly record struct AnswerPlace(Guid Touchpoint, Guid Persona, Guid Version, DateOnly Day);

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

    // Customers choose among few values, so a batch has few different terms; each goes to the database once, with how often it came or went.
    private readonly Dictionary<AnswerPlace, Dictionary<(string Dimension, double Weight, double Value), (int Every, int Latest)>> net = [];

    /// <summary>A score that came (+1) or went (−1): in the sums over every answer, and in those of the 30-day rule when it counts.</summary>
    public void Add(AnswerPlace place, string dimension, double weight, double value, bool counts, int sign) =>
        Add(place, dimension, weight, value, sign, counts ? sign : 0);

    /// <summary>A score that came to count under the 30-day rule (+1), or ceased to (−1).</summary>
    public void AddLatest(AnswerPlace place, string dimension, double weight, double value, int sign) => Add(place, dimension, weight, value, 0, sign);

    /// <summary>The statements that carry the changes over; the caller holds the touchpoints' locks. A cell day without answers is removed.</summary>
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        var all = Changed();
        if (all.Count == 0) yield break;
        const string key = "touchpoint_id, persona_id, survey_version_id, day, dimension, latest";
        yield return new(
            $"""
            INSERT INTO cell_days AS c ({key}, n, sum_w, sum_ww, sum_wx, sum_wxx)
            SELECT touchpoint_id, persona_id, survey_version_id, day, dimension, l.latest, sum(l.k),
                trim_scale(sum(l.k * w)), trim_scale(sum(l.k * ww)), trim_scale(sum(l.k * wx)), trim_scale(sum(l.k * wxx))
            FROM (
                SELECT touchpoint_id, persona_id, survey_version_id, day, dimension, every_k, latest_k, {Terms}
                FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::text[], $6::float8[], $7::float8[], $8::int[], $9::int[])
                    AS u (touchpoint_id, persona_id, survey_version_id, day, dimension, weight, value, every_k, latest_k)
            ) AS change (touchpoint_id, persona_id, survey_version_id, day, dimension, every_k, latest_k, w, ww, wx, wxx)
            CROSS JOIN LATERAL (VALUES (false, every_k), (true, latest_k)) AS l (latest, k)
            WHERE l.k <> 0
            GROUP BY 1, 2, 3, 4, 5, 6
            ON CONFLICT ({key}) DO UPDATE SET n = c.n + excluded.n,
                sum_w = trim_scale(c.sum_w + excluded.sum_w), sum_ww = trim_scale(c.sum_ww + excluded.sum_ww),
                sum_wx = trim_scale(c.sum_wx + excluded.sum_wx), sum_wxx = trim_scale(c.sum_wxx + excluded.sum_wxx)
            """)
        {
            Parameters =
            {
                Column(all, x => x.Term.Place.Touchpoint, NpgsqlDbType.Uuid), Column(all, x => x.Term.Place.Persona, NpgsqlDbType.Uuid),
                Column(all, x => x.Term.Place.Version, NpgsqlDbType.Uuid), Column(all, x => x.Term.Place.Day, NpgsqlDbType.Date),
                Column(all, x => x.Term.Dimension, NpgsqlDbType.Text), Column(all, x => x.Term.Weight, NpgsqlDbType.Double),
                Column(all, x => x.Term.Value, NpgsqlDbType.Double), Column(all, x => x.Every, NpgsqlDbType.Integer), Column(all, x => x.Latest, NpgsqlDbType.Integer),
            },
        };
        // Only where something went can a day be left empty.
        var gone = Emptied();
        if (gone.Count == 0) yield break;
        yield return new(
            """
            DELETE FROM cell_days c USING unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[]) AS u (touchpoint_id, persona_id, survey_version_id, day)
            WHERE c.n = 0 AND (c.touchpoint_id, c.persona_id, c.survey_version_id, c.day) = (u.touchpoint_id, u.persona_id, u.survey_version_id, u.day)
            """)
        {
            Parameters =
            {
                Column(gone, x => x.Touchpoint, NpgsqlDbType.Uuid), Column(gone, x => x.Persona, NpgsqlDbType.Uuid),
                Column(gone, x => x.Version, NpgsqlDbType.Uuid), Column(gone, x => x.Day, NpgsqlDbType.Date),
            },
        };
    }

    /// <summary>The days whose sums change.</summary>
    public IReadOnlyCollection<AnswerPlace> Places() => [.. net.Where(x => x.Value.Values.Any(sum => sum != (0, 0))).Select(x => x.Key)];

    /// <summary>Those of them that lost something and may be left empty.</summary>
    public List<AnswerPlace> Emptied() => [.. Changed().Where(x => x.Every < 0 || x.Latest < 0).Select(x => x.Term.Place).Distinct()];

    /// <summary>What changes, each term once with how often it comes or goes.</summary>
    public List<(Term Term, int Every, int Latest)> Changed() =>
        [.. from place in net from term in place.Value where term.Value != (0, 0)
            select (new Term(place.Key, term.Key.Dimension, term.Key.Weight, term.Key.Value), term.Value.Every, term.Value.Latest)];

    private void Add(AnswerPlace place, string dimension, double weight, double value, int every, int latest)
    {
        if (dimension == ScoredBatch.Nps) return;
        ref var terms = ref CollectionsMarshal.GetValueRefOrAddDefault(net, place, out _);
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(terms ??= [], (dimension, weight, value), out _);
        sum = (sum.Every + every, sum.Latest + latest);
    }

    private static NpgsqlParameter Column<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value, NpgsqlDbType type) => ScoreInserts.Column(rows, value, type);

    internal readonly record struct Term(AnswerPlace Place, string Dimension, double Weight, double Value);
}
