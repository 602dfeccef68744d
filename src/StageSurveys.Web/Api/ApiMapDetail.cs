using System.Text.Json.Serialization;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Api;

/// <summary>What a map tells of a touchpoint besides its figures. Lists are empty where the cell is hidden or nobody was asked.</summary>
/// <param name="Problems">Those with the most customers at risk first.</param>
/// <param name="Words">The emotion words chosen most often.</param>
/// <param name="Verbatims">The latest texts, as they were written; only in the exported file.</param>
/// <param name="Goal">What the direct questions say of the goal; null where too few were asked.</param>
/// <param name="Assumed">What the team assumed, and what the answers say of it; null where it assumed nothing.</param>
/// <param name="Ages">How old the answers behind each shown figure are.</param>
public sealed record ApiMapDetail(
    IReadOnlyList<ApiProblem> Problems, IReadOnlyList<ApiWord> Words, IReadOnlyList<ApiVerbatim> Verbatims, ApiGoalReading? Goal, ApiAssumption? Assumed, IReadOnlyList<ApiAge> Ages)
{
    internal static ApiMapDetail Of(MapColumn x, bool texts) => new(
        [.. x.Detail.Problems.Select(ApiProblem.Of)],
        [.. x.Detail.Words.Select(w => new ApiWord(w.Word, w.Count))],
        texts ? [.. x.Detail.Verbatims.Select(v => new ApiVerbatim(v.Text, v.Locale))] : [],
        x.Detail.Goal.Reached is null && x.Detail.Goal.Important is null ? null : new ApiGoalReading(ApiRate.Of(x.Detail.Goal.Reached), ApiRate.Of(x.Detail.Goal.Important), x.Detail.Goal.Opportunity),
        ApiAssumption.Of(x),
        [.. Dimensions.All.Where(x.Ages.ContainsKey).Select(d => new ApiAge(d.Id(), x.Ages[d].Latest, x.Ages[d].Days, x.Ages[d].Stale))]);
}

/// <summary>A problem (M11): who reports it, and what it puts at risk.</summary>
/// <param name="Share">Of those who were asked, in percent.</param>
/// <param name="CustomersAtRisk">Customers of the persona × share who report it × share lost by it.</param>
/// <param name="MoneyAtRisk">Euros a year; null where the value of a customer is not known.</param>
/// <param name="LossAssumed">True where the share lost is not measured but assumed.</param>
/// <param name="SilentShare">Percent of those who reported it that did not get in touch; null where that is not known.</param>
public sealed record ApiProblem(
    string Problem, LocalText Label, long Reporters, ApiRate Share, double? CustomersAtRisk, double? MoneyAtRisk, double? LossPercent, bool? LossAssumed, double? SilentShare)
{
    internal static ApiProblem Of(CellProblem x) =>
        new(x.Id, x.Label, x.Reporters, ApiRate.Of(x.Share)!, x.AtRisk?.Customers, x.AtRisk?.Money, 100 * x.AtRisk?.Loss, x.AtRisk?.Assumed, 100 * x.SilentShare);
}

/// <summary>An emotion word and how often it was chosen.</summary>
public sealed record ApiWord(string Word, long Count);

/// <summary>What somebody wrote, and in which language.</summary>
public sealed record ApiVerbatim(string Text, string Locale);

/// <summary>Shares of those asked who fully reached the goal and for whom it matters much, and the opportunity (M12, 0..20, inside this persona only).</summary>
public sealed record ApiGoalReading(ApiRate? Reached, ApiRate? Important, double? Opportunity);

/// <summary>What the team assumed of a touchpoint.</summary>
public sealed record ApiAssumption(ApiAssumedValue? Goal, ApiAssumedValue? Emotion, ApiAssumedValue? Problem, string Reason)
{
    internal static ApiAssumption? Of(MapColumn x)
    {
        return x.Assumed is { } assumed ? new(Value(Dimension.Goal), Value(Dimension.Emotion), Value(Dimension.Problem), assumed.Reason) : null;

        ApiAssumedValue? Value(Dimension dimension) =>
            x.Assumed[dimension] is { } value && x.Tests.GetValueOrDefault(dimension) is { } test ? new(value, test.Verdict, test.Gap, test.T) : null;
    }
}

/// <summary>An assumed value against the raw mean; gap and t are null where nothing may be said of the figure.</summary>
public sealed record ApiAssumedValue(double Value, Verdict Verdict, double? Gap, double? T);

/// <summary>Age of the answers behind a figure: the latest one's day and its age in days on the last day of the scope; stale from a half-life on.</summary>
public sealed record ApiAge(string Dimension, DateOnly Latest, int Days, bool Stale);

/// <summary>What the team wrote in its four lanes of a map; an empty text where it wrote nothing.</summary>
public sealed record ApiNotes(LocalText Actions, LocalText Motivations, LocalText Questions, LocalText Obstacles)
{
    internal static ApiNotes? Of(NotesOfMap notes, Guid place)
    {
        return Enum.GetValues<MapLane>().All(x => notes[place, x].Text.IsEmpty) ? null : new(Text(MapLane.Actions), Text(MapLane.Motivations), Text(MapLane.Questions), Text(MapLane.Obstacles));

        LocalText Text(MapLane lane) => notes[place, lane].Text;
    }
}

/// <summary>Which version of the team's hypothesis the assumptions are of.</summary>
/// <param name="MapOpened">Whether its author had opened the map before; null where that is not known.</param>
public sealed record ApiHypothesis(int Number, DateTimeOffset SavedAt, bool? MapOpened);

/// <summary>What the figures of a stage or journey changed by against the period before; null where either period has too few answers.</summary>
public sealed record ApiLineChange(ApiChange? Goal, ApiChange? Emotion, ApiChange? Problem)
{
    internal static ApiLineChange? Of(IReadOnlyDictionary<Dimension, FigureGap> changes) => changes.Count == 0 ? null : new(
        ApiChange.Of(changes.GetValueOrDefault(Dimension.Goal)), ApiChange.Of(changes.GetValueOrDefault(Dimension.Emotion)), ApiChange.Of(changes.GetValueOrDefault(Dimension.Problem)));
}
