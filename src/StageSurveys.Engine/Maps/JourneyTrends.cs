using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A point of a trend; without figures where it is hidden or weighs too little.</summary>
/// <param name="Score">The score as a board of that period would show it (θ, or M7 for a stage), with its 95 % interval.</param>
/// <param name="N">Answers; null for a stage.</param>
/// <param name="Coverage">Share 0..1 of a stage's weight that is shown; 1 for a touchpoint.</param>
public sealed record TrendPoint(double? Score, double? Low, double? High, long? N, Reliability Badge, double Coverage)
{
    public static TrendPoint None { get; } = new(null, null, null, null, Reliability.Insufficient, 0);

    public bool Shown => Score is not null;
}

/// <summary>A journey over time, for one persona or for everybody.</summary>
/// <param name="Journey">The journey over the whole scope.</param>
/// <param name="Points">The journey in each period, in order of time.</param>
public sealed record Trend(ScoredJourney Journey, MapPersona? Persona, TrendStep Step, IReadOnlyList<Period> Periods, IReadOnlyList<ScoredJourney> Points)
{
    /// <summary>A touchpoint's points, one for each period.</summary>
    public IReadOnlyList<TrendPoint> Touchpoint(string key, Dimension dimension) => [.. Points.Select(x => Of(x.Cell(key, Persona?.Key)[dimension]))];

    /// <summary>A stage's points.</summary>
    public IReadOnlyList<TrendPoint> Stage(string key, Dimension dimension) =>
    [
        .. Points.Select(x =>
        {
            var line = x.Stage(key, Persona?.Key)[dimension];
            var badge = x.StageBadge(key, Persona?.Key, dimension);
            return line.Score is null || badge == Reliability.Insufficient ? TrendPoint.None : new TrendPoint(line.Score, line.Low, line.High, null, badge, line.Coverage);
        }),
    ];

    /// <summary>True when no point may be shown.</summary>
    public bool IsEmpty => Journey.Touchpoints.All(x => Dimensions.All.All(d => Touchpoint(x.Key, d).All(p => !p.Shown)));

    private static TrendPoint Of(CellScore cell) => cell.Suppressed || cell.Badge == Reliability.Insufficient
        ? TrendPoint.None
        : new TrendPoint(cell.Score, cell.ScoreLow, cell.ScoreHigh, cell.N, cell.Badge, 1);
}

/// <summary>Reads how the figures of a journey went over weeks or months: one statement for all points, and one way to a figure.</summary>
public sealed class JourneyTrends(ScoreJourney score, ScorePeriods periods, ProfileInForce profiles)
{
    /// <summary>The trend; a fault names what was asked for and does not exist ("journey", "persona").</summary>
    /// <param name="step">Null: weeks for a scope of up to four months, else months.</param>
    public Task<Outcome<Trend>> RunAsync(string journeyKey, string? personaKey, MapScope scope, TrendStep? step, CancellationToken cancel) =>
        profiles.SteadyAsync(_ => ReadAsync(journeyKey, personaKey, scope, step, cancel), cancel);

    private async Task<Outcome<Trend>> ReadAsync(string journeyKey, string? personaKey, MapScope scope, TrendStep? step, CancellationToken cancel)
    {
        if (await score.InputsAsync(journeyKey, scope, cancel) is not { } inputs) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        var journey = inputs.Score();
        if (journey.Unknown is { } unknown) return unknown;
        var persona = personaKey is null ? null : journey.Personas.FirstOrDefault(x => x.Key == personaKey);
        if (personaKey is not null && persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var by = step ?? TrendPeriods.StepFor(journey.Scope);
        var cut = TrendPeriods.Of(journey.Scope, by);
        return new Trend(journey, persona, by, cut, await periods.RunAsync(inputs, cut, journey, cancel));
    }
}
