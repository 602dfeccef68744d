using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>All that can be said of a touchpoint but its key and its place.</summary>
/// <param name="ParentId">The touchpoint of the same stage that this one is a sub-step of, or null.</param>
public sealed record TouchpointDetails(
    LocalText Name, Channel Channel, bool IsMandatory, bool IsKeyMoment, string OwnerTeam, string OwnerPerson, LocalText Goal, Guid? ParentId);

/// <summary>Changes a touchpoint's details. Answers its key.</summary>
public sealed class EditTouchpoint(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(Guid touchpointId, TouchpointDetails input, CancellationToken cancel)
    {
        var details = input with
        {
            Name = JourneyFaults.Trimmed(input.Name),
            Goal = JourneyFaults.Trimmed(input.Goal),
            OwnerTeam = (input.OwnerTeam ?? "").Trim(),
            OwnerPerson = (input.OwnerPerson ?? "").Trim(),
        };
        var faults = Check(details).ToList();
        if (faults.Count > 0) return faults;
        await using var change = await JourneyChange.OfTouchpointAsync(contexts, touchpointId, cancel);
        if (change is null) return JourneyFaults.NoTouchpoint;
        var touchpoint = await change.Db.Touchpoints.SingleAsync(x => x.Id == touchpointId, cancel);
        if (details.ParentId != touchpoint.ParentId)
        {
            if (details.ParentId is { } parent
                && await TouchpointParent.CheckAsync(change.Db, touchpoint.StageId, touchpointId, parent, cancel) is { } fault)
            {
                return fault;
            }

            (touchpoint.ParentId, touchpoint.Position) = (details.ParentId, int.MaxValue);
        }

        (touchpoint.Name, touchpoint.Goal, touchpoint.Channel) = (details.Name, details.Goal, details.Channel);
        (touchpoint.IsMandatory, touchpoint.IsKeyMoment) = (details.IsMandatory, details.IsKeyMoment);
        (touchpoint.OwnerTeam, touchpoint.OwnerPerson) = (details.OwnerTeam, details.OwnerPerson);
        await change.CommitAsync(cancel);
        return touchpoint.Key;
    }

    private static IEnumerable<Fault> Check(TouchpointDetails details)
    {
        foreach (var fault in JourneyFaults.OfName(details.Name)) yield return fault;
        if (details.Goal.Fr.Length > JourneyFaults.GoalLength) yield return new("GoalFr", "A goal has at most {0} characters.", JourneyFaults.GoalLength);
        if (details.Goal.En.Length > JourneyFaults.GoalLength) yield return new("GoalEn", "A goal has at most {0} characters.", JourneyFaults.GoalLength);
        if (details.OwnerTeam.Length > JourneyFaults.OwnerLength) yield return new("OwnerTeam", "An owner has at most {0} characters.", JourneyFaults.OwnerLength);
        if (details.OwnerPerson.Length > JourneyFaults.OwnerLength) yield return new("OwnerPerson", "An owner has at most {0} characters.", JourneyFaults.OwnerLength);
    }
}
