using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A touchpoint on the board.</summary>
public sealed record BoardTouchpoint(TouchpointOutline Touchpoint, CellFigures Figures, Rate? ResponseRate);

/// <summary>A stage on the board.</summary>
public sealed record BoardStage(StageOutline Stage, LineFigures Figures, IReadOnlyList<BoardTouchpoint> Touchpoints);

/// <summary>A journey's stages and touchpoints with their figures, for one persona or for everybody.</summary>
/// <param name="Changes">What every figure changed by against the period before; which periods those are stands in <paramref name="Periods"/>.</param>
public sealed record Board(
    ScoredJourney Journey, MapPersona? Persona, LineFigures Figures, Rate? Nps, IReadOnlyList<BoardStage> Stages, ChangePeriods Periods, JourneyGaps Changes)
{
    /// <summary>True when there is nothing to show anywhere.</summary>
    public bool IsEmpty => Stages.SelectMany(x => x.Touchpoints).All(x => x.ResponseRate is null && Dimensions.All.All(d => x.Figures[d].Suppressed));
}

/// <summary>Reads the stage board of a journey.</summary>
public sealed class StageBoard(ScoreJourney score, ScorePeriods periods, JourneyRates rates, ProfileInForce profiles)
{
    /// <summary>The board; a fault names what was asked for and does not exist ("journey", "persona").</summary>
    public Task<Outcome<Board>> RunAsync(string journeyKey, string? personaKey, MapScope scope, CancellationToken cancel) =>
        profiles.SteadyAsync(_ => ReadAsync(journeyKey, personaKey, scope, cancel), cancel);

    private async Task<Outcome<Board>> ReadAsync(string journeyKey, string? personaKey, MapScope scope, CancellationToken cancel)
    {
        if (await score.InputsAsync(journeyKey, scope, cancel) is not { } inputs) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        var journey = inputs.Score();
        if (journey.Unknown is { } unknown) return unknown;
        var persona = personaKey is null ? null : journey.Personas.FirstOrDefault(x => x.Key == personaKey);
        if (personaKey is not null && persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var responses = await rates.ResponsesAsync(journey, personaKey, cancel);
        var nps = await rates.NpsAsync(journey, personaKey, cancel);
        var compared = ChangePeriods.Of(scope, journey.Scope);
        var both = await periods.RunAsync(inputs, [compared.Before, compared.Now], compared.Chosen ? null : journey, cancel);
        return new Board(journey, persona, journey.Whole(personaKey), nps,
        [
            .. journey.Stages.Select(x => new BoardStage(x.Stage, journey.Stage(x.Stage.Key, personaKey),
                [.. x.Touchpoints.Select(t => new BoardTouchpoint(t, journey.Cell(t.Key, personaKey), responses.GetValueOrDefault(t.Key)))])),
        ], compared, JourneyGaps.Between(new Side(both[0], personaKey), new Side(both[1], personaKey), matched: true));
    }
}
