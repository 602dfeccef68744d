using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>What a journey is made of: its stages in order, with their active touchpoints in order.</summary>
public sealed record JourneyOutline(
    Guid Id, string Key, LocalText Name, ChannelStrategy ChannelStrategy, DateTimeOffset? ArchivedAt, IReadOnlyList<StageOutline> Stages)
{
    /// <summary>Every touchpoint in reading order, each followed by its sub-steps.</summary>
    public IEnumerable<TouchpointOutline> Touchpoints => Stages.SelectMany(s => s.Touchpoints).SelectMany(t => t.SubSteps.Prepend(t));

    /// <summary>Reads the outlines of the given journeys with one query each for stages and touchpoints.</summary>
    internal static async Task<List<JourneyOutline>> ReadAsync(StageSurveysDb db, IQueryable<Journey> wanted, CancellationToken cancel)
    {
        var journeys = await wanted.AsNoTracking().ToListAsync(cancel);
        var ids = journeys.Select(x => x.Id).ToArray();
        var stages = await db.Stages.AsNoTracking().Where(x => ids.Contains(x.JourneyId)).OrderBy(x => x.Position).ThenBy(x => x.Id).ToListAsync(cancel);
        var stageIds = stages.Select(x => x.Id).ToArray();
        var touchpoints = await db.Touchpoints.AsNoTracking().Where(x => stageIds.Contains(x.StageId) && x.ArchivedAt == null)
            .OrderBy(x => x.Position).ThenBy(x => x.Id).ToListAsync(cancel);
        var tops = touchpoints.Where(x => x.ParentId is null).ToLookup(x => x.StageId);
        var subSteps = touchpoints.Where(x => x.ParentId is not null).ToLookup(x => x.ParentId!.Value);
        var byJourney = stages.ToLookup(x => x.JourneyId, x => new StageOutline(x.Id, x.Key, x.Name, x.Phase, [.. tops[x.Id].Select(Of)]));
        return [.. journeys.Select(x => new JourneyOutline(x.Id, x.Key, x.Name, x.ChannelStrategy, x.ArchivedAt, [.. byJourney[x.Id]]))];

        TouchpointOutline Of(Touchpoint x) => new(
            x.Id, x.Key, x.ParentId, x.Name, x.Channel, x.IsMandatory, x.IsKeyMoment, x.OwnerTeam, x.OwnerPerson, x.Goal,
            [.. subSteps[x.Id].Select(Of)]);
    }
}

/// <summary>A stage with its touchpoints.</summary>
public sealed record StageOutline(Guid Id, string Key, LocalText Name, StagePhase Phase, IReadOnlyList<TouchpointOutline> Touchpoints);

/// <summary>A touchpoint with its sub-steps.</summary>
public sealed record TouchpointOutline(
    Guid Id, string Key, Guid? ParentId, LocalText Name, Channel Channel, bool IsMandatory, bool IsKeyMoment, string OwnerTeam, string OwnerPerson,
    LocalText Goal, IReadOnlyList<TouchpointOutline> SubSteps);
