using NpgsqlTypes;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// The hours and weekdays at which mails leave, as SQL. A row that is judged has the columns survey_id and zone; the first rule that is about its survey holds.
/// Local times that a change of clocks skips or repeats are read as PostgreSQL reads them: the skipped ones an hour later, the repeated ones as winter time.
/// </summary>
internal sealed class PolicyHours
{
    private readonly PersonaRulesSql bag;
    private readonly List<(RuleInForce Rule, string Scope)> rules = [];

    public PolicyHours(ContactPolicy policy, PersonaRulesSql bag)
    {
        this.bag = bag;
        foreach (var rule in policy.Of(ContactRuleKind.Hours)) rules.Add((rule, PolicySql.Scope(rule, bag)));
    }

    public bool Any => rules.Count > 0;

    /// <summary>The reasons of the rules, in the order that <see cref="Which"/> counts.</summary>
    public IEnumerable<string> Reasons => rules.Select(x => x.Rule.Reason);

    /// <summary>The number of the rule that holds for a row, from 1; null for none.</summary>
    public string Which(string isTry) =>
        Any ? $"CASE WHEN {isTry} THEN NULL {string.Concat(rules.Select((x, i) => $" WHEN {x.Scope} THEN {i + 1}"))} END" : "NULL::int";

    /// <summary>The first moment from <paramref name="moment"/> on at which a mail may leave.</summary>
    /// <param name="which">The number of the rule for the row.</param>
    public string Next(string moment, string which, string zone)
    {
        if (!Any) return moment;
        var from = bag.Add(rules.Select(x => x.Rule.Limits.FromMinute ?? 0).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        var until = bag.Add(rules.Select(x => x.Rule.Limits.UntilMinute ?? 1440).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        var days = bag.Add(rules.Select(x => x.Rule.Limits.Weekdays.Sum(day => 1 << (day - 1))).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        var ahead = bag.Add(rules.SelectMany(x => Ahead(x.Rule.Limits.Weekdays)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        return $"""
            CASE WHEN {which} IS NULL THEN {moment} ELSE (
                SELECT CASE
                    WHEN z.open AND z.clock >= make_interval(mins => ({from})[{which}]) AND z.clock < make_interval(mins => ({until})[{which}]) THEN {moment}
                    ELSE (z.here::date + CASE WHEN z.open AND z.clock < make_interval(mins => ({from})[{which}]) THEN 0 ELSE ({ahead})[7 * ({which} - 1) + date_part('isodow', z.here)::int] END
                          + make_interval(mins => ({from})[{which}])) AT TIME ZONE {zone}
                END
                FROM (SELECT y.here, y.here - date_trunc('day', y.here) AS clock, ({days})[{which}] >> (date_part('isodow', y.here)::int - 1) & 1 = 1 AS open
                      FROM (SELECT {moment} AT TIME ZONE {zone} AS here) y) z) END
            """;
    }

    /// <summary>For each weekday from Monday on: in how many days, from 1, the next open one comes; null where there is none.</summary>
    private static IEnumerable<int?> Ahead(IReadOnlyCollection<int> open) =>
        Enumerable.Range(1, 7).Select(day => Enumerable.Range(1, 7).Select(x => (int?)x).FirstOrDefault(x => open.Contains((day + x!.Value - 1) % 7 + 1)));
}
