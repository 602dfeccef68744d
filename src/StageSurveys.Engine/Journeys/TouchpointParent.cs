using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>The rule of sub-steps: of an active touchpoint of the same stage, one level deep.</summary>
internal static class TouchpointParent
{
    public static Fault TooDeep { get; } = new("ParentId", "A sub-step cannot have sub-steps of its own.");

    public static Fault HasSubSteps { get; } = new("ParentId", "A touchpoint that has sub-steps cannot become a sub-step itself.");

    /// <summary>What forbids <paramref name="touchpointId"/> (null: a new one) to become a sub-step of <paramref name="parentId"/>, or null.</summary>
    public static async Task<Fault?> CheckAsync(StageSurveysDb db, Guid stageId, Guid? touchpointId, Guid parentId, CancellationToken cancel)
    {
        var parent = await db.Touchpoints.AsNoTracking().SingleOrDefaultAsync(x => x.Id == parentId && x.StageId == stageId && x.ArchivedAt == null, cancel);
        if (parent is null) return new("ParentId", "A sub-step belongs to a touchpoint of the same stage.");
        if (parent.ParentId is not null || parentId == touchpointId) return TooDeep;
        if (touchpointId is { } id && await db.Touchpoints.AnyAsync(x => x.ParentId == id, cancel)) return HasSubSteps;
        return null;
    }
}
