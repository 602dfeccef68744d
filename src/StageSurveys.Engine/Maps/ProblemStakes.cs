using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>What became of the people who reported a problem.</summary>
/// <param name="SilentShare">Share 0..1 of the reporters who did not get in touch; null where it cannot be known or too few reported it long enough ago.</param>
/// <param name="Loss">d of M11, measured; null where too few answers are old enough, or nothing tells of buying again.</param>
public sealed record ProblemStake(double? SilentShare, double? Loss);

/// <summary>
/// Follows the people behind a persona's problems (M11) through their later touchpoint events. In touch: an event at a touchpoint by phone or chat, from the
/// moment that was asked about until 30 days after the answer; only answers that are 30 days old say whether it came. Bought again: an event at a touchpoint
/// "repurchase" of the loyalty catalogue within 180 days of the answer; only answers that are 180 days old say whether it came. Neither is read from a time
/// before such events were reported at all. People are followed one by one, so of each touchpoint the latest <see cref="Followed"/> answers that are old enough are.
/// </summary>
public sealed class ProblemStakes(CellReading cells, TimeProvider time)
{
    /// <summary>Answers of a touchpoint that are followed at most, for each of the two questions.</summary>
    public const int Followed = 1000;

    private const int ContactDays = 30, RepurchaseDays = 180;

    /// <summary>By touchpoint key and problem, for a persona's cells that may be opened.</summary>
    public async Task<IReadOnlyDictionary<(string Touchpoint, string Problem), ProblemStake>> RunAsync(ScoredJourney journey, MapPersona persona, CancellationToken cancel)
    {
        var profile = journey.Profile;
        var scope = journey.Scope;
        var open = journey.Touchpoints.Where(x => journey.IsOpen(x.Key, persona.Key)).ToDictionary(x => x.Id, x => x.Key);
        if (open.Count == 0) return new Dictionary<(string, string), ProblemStake>();
        // The last day of the scope may be today, which is not over yet.
        var now = time.GetUtcNow().UtcDateTime;
        await using var command = cells.Command(
            $"""
            WITH contact AS (
                SELECT coalesce(array_agg(id), ARRAY[]::uuid[]) AS ids FROM touchpoints WHERE channel IN ('Phone', 'Chat')
            ), repurchase AS (
                SELECT coalesce(array_agg(id), ARRAY[]::uuid[]) AS ids FROM touchpoints WHERE key ~ '^repurchase(-[0-9]+)?$'
            ), known AS (
                SELECT contact.ids AS contact_ids, repurchase.ids AS repurchase_ids,
                       (SELECT min(occurred_at) FROM touchpoint_events WHERE touchpoint_id = ANY(contact.ids)) AS contact_since,
                       (SELECT min(occurred_at) FROM touchpoint_events WHERE touchpoint_id = ANY(repurchase.ids)) AS repurchase_since
                FROM contact, repurchase
            ), cell AS (
                SELECT touchpoint_id, survey_version_id FROM question_counts
                WHERE touchpoint_id = ANY($1) AND every[{QuestionCount.PlaceOf(AskedAbout.Problems)}] > 0 AND days = 28 AND start > $2::date - 28 AND start <= $3::date AND persona_id = $5
                  AND ($7::uuid[] IS NULL OR survey_version_id = ANY($7))
                GROUP BY 1, 2
            ), sample AS (
                SELECT DISTINCT s.response_id, s.touchpoint_id, s.customer_id, s.answered_at
                FROM known k CROSS JOIN unnest($1::uuid[]) AS t (id)
                CROSS JOIN (VALUES (false), (true)) AS old (enough)
                CROSS JOIN LATERAL (
                    SELECT s.* FROM cell CROSS JOIN LATERAL (
                        SELECT s.response_id, s.touchpoint_id, s.customer_id, s.answered_at FROM response_scores s
                        WHERE s.touchpoint_id = t.id AND s.dimension = 'problem' AND s.persona_id = $5 AND s.survey_version_id = cell.survey_version_id
                          AND s.answered_at >= $8 AND (s.counts OR NOT $4)
                          AND s.answered_at <= $6 - CASE WHEN old.enough THEN interval '{RepurchaseDays} days' ELSE interval '{ContactDays} days' END
                          AND s.answered_at >= CASE WHEN old.enough THEN k.repurchase_since ELSE k.contact_since END
                          AND EXISTS (SELECT FROM measurements m WHERE m.response_id = s.response_id AND m.touchpoint_id = s.touchpoint_id AND m.measure = 'problems')
                        ORDER BY s.answered_at DESC LIMIT {Followed}
                    ) s WHERE cell.touchpoint_id = t.id ORDER BY s.answered_at DESC LIMIT {Followed}
                ) s
            ), asked AS (
                SELECT s.*, coalesce(e.occurred_at, s.answered_at) AS happened_at
                FROM sample s LEFT JOIN invitations i ON i.id = s.response_id LEFT JOIN touchpoint_events e ON e.id = i.event_id
            ), followed AS (
                SELECT a.*, a.happened_at >= k.contact_since AND a.answered_at <= $6 - interval '{ContactDays} days' AS audible,
                       EXISTS (SELECT FROM touchpoint_events e WHERE e.customer_id = a.customer_id AND e.touchpoint_id = ANY(k.contact_ids)
                               AND e.occurred_at >= a.happened_at AND e.occurred_at < a.answered_at + interval '{ContactDays} days') AS contacted,
                       a.answered_at >= k.repurchase_since AND a.answered_at <= $6 - interval '{RepurchaseDays} days' AS mature,
                       EXISTS (SELECT FROM touchpoint_events e WHERE e.customer_id = a.customer_id AND e.touchpoint_id = ANY(k.repurchase_ids)
                               AND e.occurred_at > a.answered_at AND e.occurred_at < a.answered_at + interval '{RepurchaseDays} days') AS again
                FROM asked a CROSS JOIN known k
            )
            SELECT f.touchpoint_id, p.problem, count(DISTINCT f.customer_id) FILTER (WHERE f.audible), count(DISTINCT f.customer_id) FILTER (WHERE f.audible AND f.contacted),
                   count(*) FILTER (WHERE f.mature), count(*) FILTER (WHERE f.mature AND NOT f.again)
            FROM followed f
            LEFT JOIN (SELECT DISTINCT response_id, touchpoint_id, problem FROM reported_problems WHERE touchpoint_id = ANY($1) AND severity > 0) p
              ON p.response_id = f.response_id AND p.touchpoint_id = f.touchpoint_id
            GROUP BY 1, 2
            """, open.Keys.ToArray(), scope.From, scope.To, scope.Latest, persona.Id, scope.Until < now ? scope.Until : now, scope.Versions ?? (object)DBNull.Value, scope.Since);
        List<(string Touchpoint, string? Problem, long Reporters, long Contacted, long Mature, long Lost)> rows = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                rows.Add((open[reader.GetGuid(0)], reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        var without = rows.Where(x => x.Problem is null && x.Mature >= profile.LossMeasuredFrom).ToDictionary(x => x.Touchpoint, x => (double)x.Lost / x.Mature);
        return rows.Where(x => x.Problem is not null).ToDictionary(x => (x.Touchpoint, x.Problem!), x => new ProblemStake(
            Suppression.IsBelowFloor(x.Reporters, profile) ? null : ProblemsAtRisk.SilentShare(x.Contacted, x.Reporters),
            x.Mature >= profile.LossMeasuredFrom && without.TryGetValue(x.Touchpoint, out var base0) ? ProblemsAtRisk.Loss((double)x.Lost / x.Mature, base0) : null));
    }
}
