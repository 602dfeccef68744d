using System.Globalization;
using NpgsqlTypes;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// One thing that keeps two invitations of a person (or a company) apart. "c" is the candidate, "h" an invitation that stands already, at a time.
/// </summary>
/// <param name="Span">Length of gap or window, as SQL.</param>
/// <param name="Count">Null for a gap; else at most so many in any window.</param>
/// <param name="Applies">Whether it holds for the candidate.</param>
/// <param name="Counts">Whether an invitation counts.</param>
internal sealed record Clock(string Reason, string Span, int? Count, string Applies, string Counts, WhenOver Over, int? WaitDays, int? RareDays);

/// <summary>Puts the clocks of a policy into SQL: is a moment taken, and which is the first that is free?</summary>
internal sealed class PolicyClocks
{
    private readonly List<Clock> clocks = [];
    private readonly PersonaRulesSql bag;
    private readonly PolicyHours hours;
    private readonly bool priority;

    public PolicyClocks(ContactPolicy policy, PersonaRulesSql bag, PolicyHours hours)
    {
        (this.bag, this.hours, priority) = (bag, hours, policy.Priority is not null);
        Days = policy.Rules.Select(x => Math.Max(x.Limits.Days ?? 1, x.Limits.RareDays ?? 0)).Append(0).Max();
        var same = policy.HasAccounts ? "h.cu = c.customer_id" : "true";
        // What a person asked for by themselves comes before any rule; it waits, because the person did not say "never".
        clocks.Add(new(Reasons.Pace, "make_interval(hours => 24 * c.ask_every_days)", null, "c.ask_every_days IS NOT NULL", $"{same} AND NOT h.re", WhenOver.Wait, null, null));
        foreach (var rule in policy.Rules)
        {
            var limits = rule.Limits;
            var span = $"interval '{Number((limits.Days ?? 1) * 24)} hours'";
            var reminders = limits.CountsReminders ? "" : " AND NOT h.re";
            Clock? clock = rule.Kind switch
            {
                ContactRuleKind.GapAnySurvey => new(rule.Reason, span, null, "", same + reminders, limits.Over, limits.WaitDays, limits.RareDays),
                ContactRuleKind.GapSameSurvey => new(rule.Reason, span, null, "", $"{same} AND h.sv = c.survey_id{reminders}", limits.Over, limits.WaitDays, null),
                ContactRuleKind.MaxPerPerson => new(rule.Reason, span, limits.Count ?? 1, "", same + reminders, limits.Over, limits.WaitDays, limits.RareDays),
                ContactRuleKind.MaxPerAccount => new(rule.Reason, span, limits.Count ?? 1, "c.account_ref IS NOT NULL AND ", "true" + reminders, limits.Over, limits.WaitDays, null),
                _ => null,
            };
            if (clock is not null) clocks.Add(clock with { Applies = clock.Applies + PolicySql.Scope(rule, bag) });
        }
    }

    /// <summary>The longest look back that the rules need, in days; a person's own pace may need more.</summary>
    public int Days { get; }

    /// <summary>Reasons by number, from 1: the clocks, then the hours.</summary>
    public string[] AllReasons => [.. clocks.Select(x => x.Reason), .. hours.Reasons];

    /// <summary>
    /// Laterals over a candidate "c" (not a try) and a state "s" that end in "w" (place: the number of the reason or null; stopped) and "x" (t: the moment it gets,
    /// or null when it gets none).
    /// </summary>
    public string Decide()
    {
        var reasons = clocks.Count;
        var taken = string.Join(",\n           ", clocks.Select((x, i) => $"{Near(x, "c.t0")} AS n{i}"));
        var flags = string.Join(", ", clocks.Select((x, i) => x.Count is null
            ? $"COALESCE(a.n{i}, false) AS f{i}"
            : $"CASE WHEN a.n{i} >= {Number(x.Count.Value)} THEN {Taken(x, "c.t0")} ELSE false END AS f{i}"));
        var hoursTooLate = hours.Any ? $" WHEN c.t0 > c.wish AND c.t0 >= c.wish + c.open_for THEN {reasons} + c.hours" : "";
        var drops = string.Concat(clocks.Select((x, i) => Dropping(x) is { } drop ? $" WHEN f.f{i} AND {drop} THEN {i + 1}" : ""));
        var firsts = string.Concat(clocks.Select((_, i) => $" WHEN f.f{i} THEN {i + 1}"));
        var waited = hours.Any ? $"CASE WHEN c.t0 > c.wish THEN {reasons} + c.hours END" : "NULL::int";
        var limits = string.Concat(clocks.Select((x, i) => x.WaitDays is { } days ? $", CASE WHEN f.f{i}{Patience(x)} THEN c.wish + interval '{Number(days * 24)} hours' END" : ""));
        return $"""
            CROSS JOIN LATERAL (
                SELECT {taken}
                FROM {Standing()}) a
            CROSS JOIN LATERAL (SELECT {flags}) f
            CROSS JOIN LATERAL (SELECT CASE WHEN c.is_try THEN NULL::int{hoursTooLate}{drops} END AS stopped,
                                       CASE WHEN c.is_try THEN NULL::int{firsts} ELSE {waited} END AS first,
                                       CASE WHEN c.is_try THEN false ELSE {string.Join(" OR ", clocks.Select((_, i) => $"f.f{i}"))} END AS held,
                                       LEAST(c.wish + c.open_for{limits}) AS latest) w
            CROSS JOIN LATERAL (SELECT CASE WHEN w.stopped IS NOT NULL THEN NULL WHEN NOT w.held THEN c.t0 ELSE {Search()} END AS t) x
            """;
    }

    /// <summary>Standing invitations that a candidate at <paramref name="t"/> pushes aside because its survey comes first.</summary>
    public string Pushed(string t) => !priority ? "NULL::uuid[]" : $"""
        CASE WHEN {t} IS NULL OR c.is_try THEN NULL ELSE (
            SELECT array_agg(h.tg) FROM {Items} WHERE h.pr > c.prio AND h.at > c.received_at AND h.tg <> ALL (s.dead)
               AND ({string.Join(" OR ", clocks.Select(x => $"({x.Applies} AND {x.Counts} AND h.at > {t} - {x.Span} AND h.at < {t} + {x.Span}{(x.Count is null ? "" : $" AND {Taken(x, t, all: true)}")})"))})) END
        """;

    private const string Items = "unnest(s.ats, s.svs, s.cus, s.kns, s.prs, s.res, s.tgs) AS h(at, sv, cu, kn, pr, re, tg)";

    /// <summary>What stood when the candidate came, without what it may push aside.</summary>
    private string Standing(bool all = false) =>
        $"{Items} WHERE h.kn <= c.received_at{(!priority ? "" : " AND h.tg <> ALL (s.dead)" + (all ? "" : " AND NOT (h.pr > c.prio AND h.at > c.received_at)"))}";

    private static string Near(Clock clock, string t)
    {
        var near = $"{clock.Applies} AND {clock.Counts} AND h.at > {t} - {clock.Span} AND h.at < {t} + {clock.Span}";
        return clock.Count is null ? $"bool_or({near})" : $"count(*) FILTER (WHERE {near})";
    }

    /// <summary>Exactly: would the rule be broken with one more at <paramref name="t"/>?</summary>
    private string Taken(Clock clock, string t, bool all = false)
    {
        var near = $"{clock.Counts.Replace("h.", "m.", StringComparison.Ordinal)} AND m.at > {t} - {clock.Span} AND m.at < {t} + {clock.Span}";
        var standing = Standing(all).Replace("h.", "m.", StringComparison.Ordinal).Replace("AS h(", "AS m(", StringComparison.Ordinal);
        return clock.Count is null
            ? $"({clock.Applies} AND EXISTS (SELECT FROM {standing} AND {near}))"
            : $"""
                ({clock.Applies} AND EXISTS (
                    SELECT FROM (SELECT m.at, lead(m.at, {Number(clock.Count.Value - 1)}) OVER (ORDER BY m.at) AS last FROM {standing} AND {near}) run
                    WHERE run.last IS NOT NULL AND GREATEST(run.last, {t}) - LEAST(run.at, {t}) < {clock.Span}))
                """;
    }

    /// <summary>
    /// The earliest free moment. Time is free from where some rule lets go of some invitation, so only those moments (moved to the hours of the contact) need a look.
    /// </summary>
    private string Search()
    {
        var spans = string.Join(", ", clocks.Select(x => $"({x.Span})"));
        var free = string.Concat(clocks.Select(x => $" AND NOT {Taken(x, "q.t")}"));
        return $"""
            (SELECT min(q.t)
             FROM (SELECT DISTINCT {hours.Next("y.t", "c.hours", "c.zone")} AS t
                   FROM (SELECT h.at + r.span AS t FROM {Items} CROSS JOIN (VALUES {spans}) r(span) WHERE h.at + r.span > c.t0 AND h.at + r.span < w.latest) y) q
             WHERE q.t < w.latest{free})
            """;
    }

    private string? Dropping(Clock clock) => clock.Over != WhenOver.Drop ? null
        : clock.RareDays is { } days ? AskedWithin(days) : "true";

    private string Patience(Clock clock) => clock.Over == WhenOver.Drop && clock.RareDays is { } days ? $" AND {AskedWithin(days)}" : "";

    /// <summary>The person was asked for this very survey lately, so the survey is not a rare one to them.</summary>
    private string AskedWithin(int days) =>
        $"EXISTS (SELECT FROM {Standing()} AND h.cu = c.customer_id AND h.sv = c.survey_id AND NOT h.re AND h.at > c.wish - interval '{Number(days * 24)} hours')";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
