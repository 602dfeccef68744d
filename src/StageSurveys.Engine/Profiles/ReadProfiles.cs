using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Profiles;

/// <summary>A version with its constants.</summary>
public sealed record ProfileVersion(ScoringProfileVersion Row, ScoringProfile Profile)
{
    public bool IsDraft => Row.State == ProfileState.Draft;
}

/// <summary>Reads versions of the scoring profile, drafts too.</summary>
public sealed class ReadProfiles(IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>Every version, newest first.</summary>
    public async Task<IReadOnlyList<ProfileVersion>> RunAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return [.. (await db.ScoringProfiles.AsNoTracking().OrderByDescending(x => x.Number).ToListAsync(cancel)).Select(x => new ProfileVersion(x, ScoringProfile.FromJson(x.Profile)))];
    }
}
