using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Profiles;

/// <summary>Makes a draft from a version, with the next number.</summary>
public sealed class CopyProfile(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    /// <param name="by">Display name of the person.</param>
    /// <returns>The number of the draft.</returns>
    public async Task<Outcome<int>> RunAsync(int number, string by, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Numbers have no gap but where a draft was thrown away: two who copy at a time come one after the other.
        await db.Database.ExecuteSqlAsync($"LOCK TABLE scoring_profiles IN SHARE ROW EXCLUSIVE MODE", cancel);
        if (await db.ScoringProfiles.AsNoTracking().SingleOrDefaultAsync(x => x.Number == number, cancel) is not { } source) return ProfileFaults.Missing(number);
        var next = await db.ScoringProfiles.MaxAsync(x => x.Number, cancel) + 1;
        var now = time.GetUtcNow();
        var draft = new ScoringProfileVersion
        {
            Number = next,
            Name = "v" + next.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Profile = "",
            CopiedFrom = number,
            CreatedAt = now,
            CreatedBy = by,
            UpdatedAt = now,
        };
        draft.Profile = (ScoringProfile.FromJson(source.Profile) with { Name = draft.Name }).ToJson();
        db.ScoringProfiles.Add(draft);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return next;
    }
}
