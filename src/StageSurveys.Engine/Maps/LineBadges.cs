using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>How reliable a stage or a journey is in one dimension: as the least reliable of the touchpoints that count in it.</summary>
public static class LineBadges
{
    /// <summary>The badge of a stage; insufficient where none of its touchpoints counts.</summary>
    public static Reliability StageBadge(this ScoredJourney journey, string stage, string? persona, Dimension dimension) =>
        Least(journey, journey.Stages.Where(x => x.Stage.Key == stage).SelectMany(x => x.Touchpoints), persona, dimension);

    /// <summary>The badge of the journey.</summary>
    public static Reliability WholeBadge(this ScoredJourney journey, string? persona, Dimension dimension) => Least(journey, journey.Touchpoints, persona, dimension);

    /// <summary>The badges of a stage.</summary>
    public static IReadOnlyDictionary<Dimension, Reliability> StageBadges(this ScoredJourney journey, string stage, string? persona) =>
        Dimensions.All.ToDictionary(x => x, x => journey.StageBadge(stage, persona, x));

    /// <summary>The badges of the journey.</summary>
    public static IReadOnlyDictionary<Dimension, Reliability> WholeBadges(this ScoredJourney journey, string? persona) => Dimensions.All.ToDictionary(x => x, x => journey.WholeBadge(persona, x));

    // A touchpoint whose answers hardly weigh any more still counts in its stage, and the stage has a figure: it is indicative, not insufficient.
    private static Reliability Least(ScoredJourney journey, IEnumerable<TouchpointOutline> touchpoints, string? persona, Dimension dimension)
    {
        var counting = touchpoints.Select(x => journey.Cell(x.Key, persona)[dimension]).Where(x => !x.Suppressed).Select(x => x.Badge).ToArray();
        if (counting.Length == 0) return Reliability.Insufficient;
        return counting.All(x => x == Reliability.Reliable) ? Reliability.Reliable : Reliability.Indicative;
    }
}
