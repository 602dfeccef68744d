using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>What the direct questions say of the goal at a touchpoint.</summary>
/// <param name="Reached">Share of those asked who reached it fully; null where too few were asked.</param>
/// <param name="Important">Share of those asked for whom it matters much (4 or 5); null where it was not asked or too few were.</param>
/// <param name="Opportunity">M12, 0..20; only of one persona, where both are known: never compare it with another's. Everybody together has none.</param>
public sealed record GoalReading(Rate? Reached, Rate? Important, double? Opportunity)
{
    public static GoalReading None { get; } = new(null, null, null);

    /// <summary>The reading of a cell from the counts that may be shown.</summary>
    internal static GoalReading Of(MapPersona? persona, AskedCount? goal, AskedCount? importance, ScoringProfile profile)
    {
        var reached = goal is null ? null : Rates.Wilson(goal.Hits, goal.Answers, profile);
        var important = importance is null ? null : Rates.Wilson(importance.Hits, importance.Answers, profile);
        var opportunity = persona is null || goal is null || importance is null
            ? null
            : Opportunities.OutOfTen(importance.Hits, importance.Answers) is { } i && Opportunities.OutOfTen(goal.Hits, goal.Answers) is { } s ? Opportunities.Score(i, s) : (double?)null;
        return new GoalReading(reached, important, opportunity);
    }
}
