using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Profiles;

/// <summary>Throws a draft away.</summary>
public sealed class DeleteProfileDraft(IDbContextFactory<StageSurveysDb> contexts)
{
    /// <returns>False when there is no such draft; a published version is not one.</returns>
    public async Task<bool> RunAsync(int number, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ScoringProfiles.Where(x => x.Number == number && x.State == ProfileState.Draft).ExecuteDeleteAsync(cancel) > 0;
    }
}
