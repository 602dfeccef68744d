using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

/// <summary>What the answers say of a value that a team had assumed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>« Données insuffisantes »: hidden, too little weight, or too wide an interval to agree with anything.</summary>
    [JsonStringEnumMemberName("insufficient")]
    NotEnoughData = 0,

    /// <summary>« Confirmé »: the assumed value lies in the 95 % interval of a reliable figure.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed = 1,

    /// <summary>« Contredit »: the assumed value lies outside the 95 % interval.</summary>
    [JsonStringEnumMemberName("contradicted")]
    Contradicted = 2,
}

/// <summary>A measured figure against what was assumed.</summary>
/// <param name="Verdict">What may be said.</param>
/// <param name="Gap">m − assumed; null where nothing may be said of the figure.</param>
/// <param name="T">Gap / SE(m); null likewise.</param>
public sealed record HypothesisTest(Verdict Verdict, double? Gap, double? T);

/// <summary>
/// Tests an assumed value against a cell: a two-sided one-sample t test at the profile's confidence, in the form of its interval (M4, on the raw mean like
/// M10). An interval of few answers holds nearly every value, so a guess counts as confirmed only beside a reliable figure (M5); contradicted it is by
/// any figure that is drawn at all.
/// </summary>
public static class Hypotheses
{
    /// <param name="cell">The measured figure.</param>
    /// <param name="assumed">The assumed value, on the scale of the dimension.</param>
    public static HypothesisTest Test(CellScore cell, double assumed)
    {
        if (cell.Suppressed || cell.Badge == Reliability.Insufficient) return new HypothesisTest(Verdict.NotEnoughData, null, null);
        var gap = cell.Mean!.Value - assumed;
        var inside = assumed >= cell.Low && assumed <= cell.High;
        return new HypothesisTest(
            !inside ? Verdict.Contradicted : cell.Badge == Reliability.Reliable ? Verdict.Confirmed : Verdict.NotEnoughData, gap, gap / cell.MeanError!.Value);
    }
}
