using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Everything the board knows of one touchpoint.</summary>
/// <param name="Open">False when texts and counts of single answers may not be read; they are empty then.</param>
public sealed record TouchpointFigures(
    ScoredJourney Journey, StageOutline Stage, TouchpointOutline Touchpoint, MapPersona? Persona, Rate? ResponseRate, bool Open,
    IReadOnlyList<AnswerDistribution> Answers, CellDetail Detail, Trend Trend, ChangePeriods Periods, JourneyGaps Changes)
{
    public CellFigures Figures => Journey.Cell(Touchpoint.Key, Persona?.Key);

    /// <summary>The journey's own figure of a dimension, with which the touchpoint is compared.</summary>
    public StageScore Whole(Dimension dimension) => Journey.Whole(Persona?.Key)[dimension];

    /// <summary>Dimensions in which the whole interval of the score lies on the good, or on the bad, side of the journey's figure.</summary>
    public IEnumerable<Dimension> Clearly(bool good) => Dimensions.All.Where(x =>
        Figures[x] is { Badge: not Reliability.Insufficient } cell && Whole(x).Score is { } journey
        && (good == (x != Dimension.Problem) ? cell.ScoreLow > journey : cell.ScoreHigh < journey));
}

/// <summary>Reads one touchpoint of a board with its answers, its trend and its change.</summary>
public sealed class TouchpointBoard(ScoreJourney score, ScorePeriods periods, JourneyRates rates, CellDetails details, AnswerDistributions answers, ProfileInForce profiles)
{
    /// <summary>The touchpoint; a fault names what was asked for and does not exist ("journey", "touchpoint", "persona").</summary>
    /// <param name="step">Null: weeks for a scope of up to four months, else months.</param>
    public Task<Outcome<TouchpointFigures>> RunAsync(
        string journeyKey, string touchpointKey, string? personaKey, MapScope scope, TrendStep? step, CancellationToken cancel) =>
        profiles.SteadyAsync(_ => ReadAsync(journeyKey, touchpointKey, personaKey, scope, step, cancel), cancel);

    private async Task<Outcome<TouchpointFigures>> ReadAsync(
        string journeyKey, string touchpointKey, string? personaKey, MapScope scope, TrendStep? step, CancellationToken cancel)
    {
        if (await score.InputsAsync(journeyKey, scope, cancel) is not { } inputs) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        var journey = inputs.Score();
        if (journey.Unknown is { } unknown) return unknown;
        var persona = personaKey is null ? null : journey.Personas.FirstOrDefault(x => x.Key == personaKey);
        if (personaKey is not null && persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        if (journey.Touchpoints.FirstOrDefault(x => x.Key == touchpointKey) is not { } touchpoint)
            return new Fault("touchpoint", "There is no touchpoint “{0}” in this journey.", touchpointKey);
        var compared = ChangePeriods.Of(scope, journey.Scope);
        var both = await periods.RunAsync(inputs, [compared.Before, compared.Now], compared.Chosen ? null : journey, cancel);
        var by = step ?? TrendPeriods.StepFor(journey.Scope);
        var cut = TrendPeriods.Of(journey.Scope, by);
        var points = await periods.RunAsync(inputs, cut, journey, cancel);
        var detail = (await details.RunAsync(journey, persona, cancel)).GetValueOrDefault(touchpointKey, CellDetail.None);
        return new TouchpointFigures(
            journey, journey.Stages.First(x => x.Touchpoints.Contains(touchpoint)).Stage, touchpoint, persona,
            (await rates.ResponsesAsync(journey, personaKey, cancel)).GetValueOrDefault(touchpointKey),
            journey.IsOpen(touchpointKey, personaKey),
            await answers.RunAsync(journey, touchpoint.Id, touchpointKey, persona, cancel),
            detail,
            new Trend(journey, persona, by, cut, points), compared,
            JourneyGaps.Between(new Side(both[0], personaKey), new Side(both[1], personaKey), matched: true));
    }
}
