using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>What touchpoints are called where they stand in one list: by name, and two of one name by their stage, their channel or their key too.</summary>
public static class TouchpointLabels
{
    /// <summary>By key of the touchpoint, in the language of the screen; no two are alike.</summary>
    public static IReadOnlyDictionary<string, string> Of(ScoredJourney journey) => Of([.. journey.Stages.SelectMany(x => x.Touchpoints.Select(t => (x.Stage, t)))]);

    internal static IReadOnlyDictionary<string, string> Of(IReadOnlyList<(StageOutline Stage, TouchpointOutline Touchpoint)> all) => Labels.Of(
        all, x => x.Touchpoint.Key,
        x => x.Touchpoint.Name.Here(),
        x => $"{x.Touchpoint.Name.Here()} · {x.Stage.Name.Here()}",
        x => $"{x.Touchpoint.Name.Here()} · {x.Stage.Name.Here()} · {Terms.Of(x.Touchpoint.Channel)}",
        x => $"{x.Touchpoint.Name.Here()} · {x.Touchpoint.Key}");
}
