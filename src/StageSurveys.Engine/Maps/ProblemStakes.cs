using Npgsql;
using NpgsqlTypes;
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
/// before such events were reported at all. People are followed one by one, so of each touchpoint the latest <see cref="Followed"/> answers of every four weeks are; a
/// window is taken as the four weeks that it touches. What was found of them is shared: an answer that is scored or taken out is heeded at once, an event that is
/// reported late within minutes.
/// </summary>
public sealed class ProblemStakes(NpgsqlDataSource source, SpanMarks marks, TimeProvider time)
{
    /// <summary>Answers of a persona at a touchpoint that are followed at most, of every four weeks.</summary>
    public const int Followed = 80;

    private const int ContactDays = 30, RepurchaseDays = 180;

    private readonly SharedSpans<FollowedRow> followed = new(source, marks.OfScores, Rows("true"), Read, x => 120 + 16 * (x.Reporters.Length + x.Contacted.Length))
    {
        GoodFor = TimeSpan.FromMinutes(5),
        Now = time,
    };

    // What became of the people behind a unit k, at the moment $9.
    private static string Rows(string counted) =>
        $$"""
        WITH contact AS (
            SELECT coalesce(array_agg(id), ARRAY[]::uuid[]) AS ids FROM touchpoints WHERE channel IN ('Phone', 'Chat')
        ), repurchase AS (
            SELECT coalesce(array_agg(id), ARRAY[]::uuid[]) AS ids FROM touchpoints WHERE key ~ '^repurchase(-[0-9]+)?$'
        ), known AS MATERIALIZED (
            SELECT contact.ids AS contact_ids, repurchase.ids AS repurchase_ids,
                   (SELECT min(occurred_at) FROM touchpoint_events WHERE touchpoint_id = ANY(contact.ids)) AS contact_since,
                   (SELECT min(occurred_at) FROM touchpoint_events WHERE touchpoint_id = ANY(repurchase.ids)) AS repurchase_since
            FROM contact, repurchase
        )
        SELECT f.survey_version_id, p.problem,
               array_agg(DISTINCT f.customer_id) FILTER (WHERE f.audible AND p.problem IS NOT NULL), array_agg(DISTINCT f.customer_id) FILTER (WHERE f.audible AND f.contacted AND p.problem IS NOT NULL),
               count(*) FILTER (WHERE f.mature), count(*) FILTER (WHERE f.mature AND NOT f.again)
        FROM (SELECT * FROM known OFFSET 0) w CROSS JOIN LATERAL (
            SELECT a.*, a.happened_at >= w.contact_since AS audible,
                   EXISTS (SELECT FROM touchpoint_events e WHERE e.customer_id = a.customer_id AND e.touchpoint_id = ANY(w.contact_ids)
                           AND e.occurred_at >= a.happened_at AND e.occurred_at < a.answered_at + interval '{{ContactDays}} days') AS contacted,
                   a.answered_at >= w.repurchase_since AND a.answered_at <= $9 - interval '{{RepurchaseDays}} days' AS mature,
                   EXISTS (SELECT FROM touchpoint_events e WHERE e.customer_id = a.customer_id AND e.touchpoint_id = ANY(w.repurchase_ids)
                           AND e.occurred_at > a.answered_at AND e.occurred_at < a.answered_at + interval '{{RepurchaseDays}} days') AS again
            FROM (
                SELECT s.*, coalesce(e.occurred_at, s.answered_at) AS happened_at FROM (
                    SELECT s.* FROM question_counts q CROSS JOIN LATERAL (
                        SELECT s.response_id, s.customer_id, s.survey_version_id, s.answered_at FROM response_scores s
                        WHERE s.touchpoint_id = k.touchpoint_id AND s.dimension = 'problem' AND s.persona_id = k.persona_id AND s.survey_version_id = q.survey_version_id
                          AND s.answered_at >= k.start::timestamp AT TIME ZONE 'UTC' AND s.answered_at < (k.start + k.days)::timestamp AT TIME ZONE 'UTC'
                          AND s.answered_at <= $9 - interval '{{ContactDays}} days' AND s.answered_at >= least(w.contact_since, w.repurchase_since) AND (s.counts OR NOT k.latest) AND {{counted}}
                          AND EXISTS (SELECT FROM measurements m WHERE m.response_id = s.response_id AND m.touchpoint_id = s.touchpoint_id AND m.measure = 'problems')
                        ORDER BY s.answered_at DESC LIMIT {{Followed}}
                    ) s
                    WHERE q.touchpoint_id = k.touchpoint_id AND q.days = k.days AND q.start = k.start AND q.persona_id = k.persona_id AND q.every[{{QuestionCount.PlaceOf(AskedAbout.Problems)}}] > 0
                    ORDER BY s.answered_at DESC LIMIT {{Followed}}
                ) s LEFT JOIN invitations i ON i.id = s.response_id LEFT JOIN touchpoint_events e ON e.id = i.event_id
            ) a
        ) f LEFT JOIN LATERAL (SELECT DISTINCT problem FROM reported_problems r WHERE r.response_id = f.response_id AND r.touchpoint_id = k.touchpoint_id AND r.severity > 0) p ON true
        GROUP BY 1, 2
        """;

    private static FollowedRow Read(NpgsqlDataReader x) => new(x.GetGuid(2), x.IsDBNull(3) ? null : x.GetString(3), Ids(x, 4), Ids(x, 5), x.GetInt64(6), x.GetInt64(7));

    /// <summary>By touchpoint key and problem, for a persona's cells that may be opened.</summary>
    public async Task<IReadOnlyDictionary<(string Touchpoint, string Problem), ProblemStake>> RunAsync(ScoredJourney journey, MapPersona persona, CancellationToken cancel)
    {
        var (profile, scope) = (journey.Profile, journey.Scope);
        var open = journey.Touchpoints.Where(x => journey.IsOpen(x.Key, persona.Key)).ToDictionary(x => x.Id, x => x.Key);
        if (open.Count == 0) return new Dictionary<(string, string), ProblemStake>();
        var oldEnough = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-ContactDays);
        IEnumerable<SpanUnit> Cut(Guid touchpoint, DateOnly block) =>
            block.AddDays(27) >= scope.From && block <= scope.To && block <= oldEnough ? [new SpanUnit(touchpoint, block, 28, Persona: persona.Id, Latest: scope.Latest)] : [];
        var rows = scope.Accounts is { } filter
            ? await OfAccountsAsync(filter, [.. open.Keys], Cut, cancel)
            : (await followed.RunAsync([.. open.Keys], Cut, cancel)).SelectMany(x => x.Rows.Select(r => (x.Unit.Touchpoint, Row: r)));
        var found = rows.Where(x => scope.Takes(x.Row.Version)).ToLookup(x => (x.Touchpoint, x.Row.Problem), x => x.Row);
        var without = found.Where(x => x.Key.Problem is null && Mature(x) >= profile.LossMeasuredFrom).ToDictionary(x => x.Key.Touchpoint, Lost);
        return found.Where(x => x.Key.Problem is not null).ToDictionary(x => (open[x.Key.Touchpoint], x.Key.Problem!), x =>
        {
            var reporters = x.SelectMany(r => r.Reporters).Distinct().LongCount();
            return new ProblemStake(
                Suppression.IsBelowFloor(reporters, profile) ? null : ProblemsAtRisk.SilentShare(x.SelectMany(r => r.Contacted).Distinct().LongCount(), reporters),
                Mature(x) >= profile.LossMeasuredFrom && without.TryGetValue(x.Key.Touchpoint, out var base0) ? ProblemsAtRisk.Loss(Lost(x), base0) : null);
        });

        static long Mature(IEnumerable<FollowedRow> rows) => rows.Sum(x => x.Mature);

        static double Lost(IEnumerable<FollowedRow> rows) => (double)rows.Sum(x => x.Lost) / rows.Sum(x => x.Mature);
    }

    // Shared by nobody: each company would have rows of its own.
    private async Task<List<(Guid Touchpoint, FollowedRow Row)>> OfAccountsAsync(
        AccountScope filter, Guid[] touchpoints, Func<Guid, DateOnly, IEnumerable<SpanUnit>> cut, CancellationToken cancel)
    {
        var units = (await marks.OfScores.RunAsync(touchpoints, cancel)).SelectMany(x => x.Value.Keys.SelectMany(block => cut(x.Key, block))).ToList();
        await using var command = source.CreateCommand(
            $"""
            SELECT k.touchpoint_id, k.start, r.*
            FROM unnest($1::uuid[], $2::date[], $3::int[], $4::uuid[], $5::boolean[]) AS k (touchpoint_id, start, days, persona_id, latest)
            CROSS JOIN LATERAL ({Rows(Belonging.Holds("s.response_id", "s.customer_id", "$6"))} OFFSET 0) r
            """);
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Touchpoint, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Start, NpgsqlDbType.Date));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Days, NpgsqlDbType.Integer));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Persona, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(units, x => x.Latest, NpgsqlDbType.Boolean));
        command.Parameters.Add(new() { Value = filter.Ids });
        for (var unused = 7; unused < 9; unused++) command.Parameters.Add(new() { Value = 0 });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        List<(Guid, FollowedRow)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) rows.Add((reader.GetGuid(0), Read(reader)));
        return rows;
    }

    private static Guid[] Ids(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<Guid[]>(column);

    /// <summary>What became of the followed answers of four weeks from one survey version that name a problem, or none.</summary>
    private sealed record FollowedRow(Guid Version, string? Problem, Guid[] Reporters, Guid[] Contacted, long Mature, long Lost);
}
