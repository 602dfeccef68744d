using System.Text.Json;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>Which invitations a lot of candidates is judged against.</summary>
/// <param name="Replay">
/// The lot is the past: a candidate sees only what was planned before its event came, and lines of the lot itself (same event and trigger) never happened.
/// </param>
/// <param name="Stretch">What holds for the id "{0}" of everybody in the lot, so that only a stretch of an index is read; null: people and what they have are looked up one by one.</param>
internal sealed record PolicyView(bool Replay, string? Stretch = null)
{
    /// <summary>A join with a table that may be large: its rows of the stretch, or by their key for each row at hand.</summary>
    public string Join(string table, string name, string key, string of) => Stretch is null
        ? $"JOIN LATERAL (SELECT * FROM {table} WHERE {key} = {of} OFFSET 0) {name} ON true"
        : $"JOIN {table} {name} ON {name}.{key} = {of}{Stretch.Replace("{0}", $"{name}.{key}", StringComparison.Ordinal)}";
}

/// <summary>
/// The contact policy as common table expressions: from "lines" (what triggers or a list want) to "settled" (who is asked when, or why not). Planning and
/// dry runs use the very same text, so that they cannot differ.
/// <para>lines: id, place (text, the last word between equals), event_id, trigger_id, customer_id, survey_id, sample_key, received_at (when it came), wish (when the
/// mail should leave), open_for (interval), is_try, early (a reason that comes before everything), late (a reason of the trigger).</para>
/// <para>settled: all of lines and stop (the reason why nobody is asked, or ''), waits (why later than wished, or ''), t (when the mail may leave; null when stopped).</para>
/// <para>pushed: id of standing invitations that must give way.</para>
/// </summary>
internal sealed class PolicySql
{
    private readonly ContactPolicy policy;
    private readonly PersonaRulesSql bag;
    private readonly PolicyHours hours;
    private readonly PolicyClocks clocks;

    public PolicySql(ContactPolicy policy, PersonaRulesSql bag)
    {
        (this.policy, this.bag) = (policy, bag);
        hours = new PolicyHours(policy, bag);
        clocks = new PolicyClocks(policy, bag, hours);
    }

    /// <summary>Lines of these dispositions reached the person, or still may.</summary>
    public const string Counts =
        "(i.disposition IN ('Planned', 'Queued', 'Sending', 'Sent', 'Unknown', 'Visited', 'Started', 'Completed') OR (i.disposition IN ('Expired', 'OptedOut') AND i.sent_at IS NOT NULL))";

    /// <summary>Whether a rule is about the survey of the row at hand.</summary>
    public static string Scope(RuleInForce rule, PersonaRulesSql bag) =>
        rule.Limits.Surveys.Length == 0 ? "true" : $"survey_id = ANY ({bag.Add(rule.Limits.Surveys, NpgsqlDbType.Array | NpgsqlDbType.Uuid)})";

    /// <summary>The contact's own zone, else the workspace's.</summary>
    public const string Zone = $"COALESCE((SELECT name FROM known_zones WHERE name = c.time_zone), {Home})";

    /// <summary>The workspace's zone.</summary>
    public const string Home = "COALESCE((SELECT z.name FROM brands b JOIN known_zones z ON z.name = b.time_zone), 'UTC')";

    public string Ctes(PolicyView view)
    {
        var decide = clocks.Decide();
        var pushed = clocks.Pushed("x.t");
        var state = State();
        return $"""
        barred AS MATERIALIZED (
            SELECT l.*, c.account_ref, c.ask_every_days, {(hours.Any ? $"COALESCE(z.name, {Home})" : "'UTC'")} AS zone,
                   CASE WHEN l.early <> '' THEN l.early
                        WHEN c.opted_out_at IS NOT NULL THEN '{Reasons.OptedOut}'
                        WHEN o.customer_id IS NOT NULL THEN '{Reasons.OptedOutSurvey}'
                        WHEN a.hash IS NOT NULL THEN '{Reasons.SuppressionList}'
                        WHEN COALESCE(c.email, '') = '' THEN '{Reasons.NoAddress}'
                        WHEN l.late <> '' THEN l.late{Filters()}
                        ELSE '' END AS barred
            FROM lines l
            LEFT {view.Join("customers", "c", "id", "l.customer_id")}
            LEFT JOIN survey_opt_outs o ON o.customer_id = l.customer_id AND o.survey_id = l.survey_id
            LEFT JOIN suppressed_addresses a ON a.hash = sha256(convert_to(c.email, 'UTF8'))
            LEFT JOIN known_zones z ON z.name = c.time_zone
        ), wanted AS (
            SELECT b.*, {hours.Next("b.wish", "b.hours", "b.zone")} AS t0, {Group("b.account_ref", "b.customer_id")} AS grp, {Rank("b.survey_id")} AS prio
            FROM (SELECT barred.*, {hours.Which("is_try")} AS hours FROM barred WHERE barred = '') b
        ), cand AS MATERIALIZED (
            SELECT w.*, row_number() OVER line AS n, count(*) OVER (PARTITION BY grp) AS of
            FROM wanted w WINDOW line AS (PARTITION BY grp ORDER BY received_at, prio, wish, place COLLATE "C")
        ), people AS ({People()}
        ), standing AS MATERIALIZED (
            SELECT p.grp, array_agg(h.at) AS ats, array_agg(v.survey_id) AS svs, array_agg(i.customer_id) AS cus,
                   array_agg({(view.Replay ? "i.created_at" : "'-infinity'::timestamptz")}) AS kns, array_agg({Standing("v.survey_id")}) AS prs, array_agg(h.re) AS res, array_agg(i.id) AS tgs
            FROM people p {view.Join("invitations", "i", "customer_id", "p.customer_id")} JOIN survey_versions v ON v.id = i.survey_version_id
            CROSS JOIN LATERAL (SELECT COALESCE(i.sent_at, i.due_at) AS at, false AS re UNION ALL SELECT r, true FROM unnest(i.reminded_at) r) h
            WHERE {Counts} AND h.at > (SELECT min(LEAST(wish, received_at)) FROM lines) - make_interval(hours => 24 * GREATEST({clocks.Days}, p.pace)){(view.Replay
                ? " AND NOT EXISTS (SELECT FROM lines l WHERE l.event_id = i.event_id AND l.trigger_id IS NOT DISTINCT FROM i.trigger_id)" : "")}
            GROUP BY p.grp
        ), steps AS (
            SELECT c.grp, c.n, c.id, w.first, w.stopped, x.t, p.pushed, {state}
            FROM cand c LEFT JOIN standing h0 ON h0.grp = c.grp
            CROSS JOIN LATERAL (SELECT h0.ats, h0.svs, h0.cus, h0.kns, h0.prs, h0.res, h0.tgs, ARRAY[]::uuid[] AS dead) s
            {decide}
            CROSS JOIN LATERAL (SELECT {pushed} AS pushed) p
            WHERE c.n = 1
            UNION ALL
            SELECT c.grp, c.n, c.id, w.first, w.stopped, x.t, p.pushed, {state}
            FROM steps s JOIN cand c ON c.grp = s.grp AND c.n = s.n + 1
            {decide}
            CROSS JOIN LATERAL (SELECT {pushed} AS pushed) p
        ), pushed AS MATERIALIZED (
            SELECT DISTINCT u.id FROM steps CROSS JOIN LATERAL unnest(pushed) u(id) WHERE pushed IS NOT NULL
        ), settled AS MATERIALIZED (
            SELECT b.*, CASE WHEN b.barred <> '' THEN b.barred WHEN u.id IS NOT NULL THEN {Text(policy.Priority?.Reason ?? "")}
                             WHEN s.t IS NULL THEN ({Texts(clocks.AllReasons)})[COALESCE(s.stopped, s.first)] ELSE '' END AS stop,
                   CASE WHEN s.t > b.wish AND u.id IS NULL THEN ({Texts(clocks.AllReasons)})[s.first] ELSE '' END AS waits,
                   CASE WHEN u.id IS NULL THEN s.t END AS t
            FROM barred b LEFT JOIN steps s ON s.id = b.id LEFT JOIN pushed u ON u.id = b.id
        )
        """;
    }

    /// <summary>The reason that a standing invitation gets which had to give way.</summary>
    public string PushedReason => policy.Priority?.Reason ?? "";

    /// <summary>Personas, conditions and samples in their order: they look at one line alone.</summary>
    private string Filters() => string.Concat(policy.Of(ContactRuleKind.Personas, ContactRuleKind.Attributes, ContactRuleKind.Sampling).Select(rule =>
    {
        var limits = rule.Limits;
        var outside = rule.Kind switch
        {
            ContactRuleKind.Personas => $"{(limits.Except ? "" : "NOT ")}COALESCE(c.persona_id = ANY ({bag.Add(limits.Personas, NpgsqlDbType.Array | NpgsqlDbType.Uuid)}), false)",
            ContactRuleKind.Attributes => $"{(limits.Except ? "" : "NOT ")}COALESCE({bag.Condition(Conditions(limits))}, false)",
            _ => $"{Draw($"l.sample_key || '/' || {Text(rule.Key)}")} >= {bag.Add(limits.Share ?? 1, NpgsqlDbType.Double)} * 4294967296",
        };
        return $"\n WHEN NOT l.is_try AND {Scope(rule, bag).Replace("survey_id =", "l.survey_id =", StringComparison.Ordinal)} AND {outside} THEN {Text(rule.Reason)}";
    }));

    // The first 32 bits of MD5 as a number: the same answer whenever it is asked, in every version of PostgreSQL.
    public static string Draw(string text) => $"('x' || substr(md5({text}), 1, 8))::bit(32)::bigint";

    /// <summary>The conditions of an attribute rule; they were checked when it was saved.</summary>
    private static RuleGroup Conditions(ContactLimits limits)
    {
        var read = limits.Conditions();
        return read.Ok ? read.Value! : throw new InvalidOperationException($"The conditions of a contact rule cannot be read: {read.Faults[0].Field}.");
    }

    private string Group(string account, string customer) => policy.HasAccounts ? $"COALESCE(md5({account})::uuid, {customer})" : customer;

    private string People() => policy.HasAccounts
        ? "SELECT grp, customer_id, ask_every_days AS pace FROM cand UNION SELECT k.grp, p.id, p.ask_every_days FROM (SELECT DISTINCT grp, account_ref FROM cand WHERE account_ref IS NOT NULL) k JOIN customers p ON p.account_ref = k.account_ref"
        : "SELECT grp, customer_id, ask_every_days AS pace FROM cand WHERE n = 1";

    /// <summary>The place of a survey in the order of importance, from 1; all without a place come after.</summary>
    private string Rank(string survey) => policy.Priority is not { } rule ? "0"
        : $"COALESCE(array_position({bag.Add(rule.Limits.Order, NpgsqlDbType.Array | NpgsqlDbType.Uuid)}, {survey}), {rule.Limits.Order.Length + 1})";

    /// <summary>The rank of what may still give way; -1 of what has left or is about to.</summary>
    private string Standing(string survey) => policy.Priority is null ? "-1" : $"CASE WHEN i.disposition = 'Planned' AND i.attempts = 0 AND NOT h.re THEN {Rank(survey)} ELSE -1 END";

    /// <summary>What the next candidate of the group finds; nothing where there is none.</summary>
    private string State()
    {
        (string Name, string Value)[] lists =
        [
            ("ats", "x.t"), ("svs", "c.survey_id"), ("cus", "c.customer_id"), ("kns", "c.received_at"),
            ("prs", policy.Priority is null ? "-1" : "CASE WHEN c.is_try THEN -1 ELSE c.prio END"), ("res", "false"), ("tgs", "c.id"),
        ];
        return string.Join(", ", lists.Select(x => $"CASE WHEN c.n = c.of THEN NULL WHEN x.t IS NULL THEN s.{x.Name} ELSE s.{x.Name} || {x.Value} END AS {x.Name}"))
            + ", s.dead || COALESCE(p.pushed, ARRAY[]::uuid[]) AS dead";
    }

    private string Text(string text) => bag.Add(text, NpgsqlDbType.Text);

    private string Texts(string[] texts) => bag.Add(texts, NpgsqlDbType.Array | NpgsqlDbType.Text);
}
