using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Sending;

namespace StageSurveys.Engine.Invitations;

/// <summary>
/// Keeps what a customer chose short of a no to everything: which surveys, and how often at most. What is open of an unwanted survey is over at once.
/// Doing it twice changes nothing. A person who said no to everything has nothing to choose.
/// </summary>
public sealed class SavePreferences(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>The rests that are offered, in days; 0 is none.</summary>
    public static IReadOnlyList<int> Rests { get; } = [0, 30, 90, 180];

    /// <param name="wanted">Keys of the surveys that may still come; the others that the page showed may not.</param>
    /// <param name="restDays">One of <see cref="Rests"/>; anything else leaves the wish as it was.</param>
    /// <returns>False when nobody has this token.</returns>
    public async Task<bool> RunAsync(InvitationToken token, IReadOnlyCollection<string> wanted, int? restDays, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await db.InvitationsBy(token).Select(x => (Guid?)x.CustomerId).SingleOrDefaultAsync(cancel) is not { } customer) return false;
        if (await db.Customers.AnyAsync(x => x.Id == customer && x.OptedOutAt != null, cancel)) return true;
        var surveys = await Preferences.OfCustomer(db, customer).Select(x => new { x.Id, x.Key }).ToListAsync(cancel);
        var unwanted = surveys.Where(x => !wanted.Contains(x.Key)).Select(x => x.Id).ToArray();
        var known = surveys.Select(x => x.Id).ToArray();

        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.SurveyOptOuts.Where(x => x.CustomerId == customer && known.Contains(x.SurveyId) && !unwanted.Contains(x.SurveyId)).ExecuteDeleteAsync(cancel);
        await db.Database.ExecuteSqlAsync($"INSERT INTO survey_opt_outs (customer_id, survey_id, at) SELECT {customer}, unnest({unwanted}), {now} ON CONFLICT DO NOTHING", cancel);
        if (restDays is { } days && Rests.Contains(days))
        {
            int? wish = days == 0 ? null : days;
            await db.Customers.Where(x => x.Id == customer && x.AskEveryDays != wish)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.AskEveryDays, wish).SetProperty(x => x.UpdatedAt, now), cancel);
        }

        await db.Invitations.Where(x => x.CustomerId == customer && OptOut.Open.Contains(x.Disposition) && db.SurveyVersions.Any(v => v.Id == x.SurveyVersionId && unwanted.Contains(v.SurveyId)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(x => x.Disposition, Disposition.OptedOut).SetProperty(x => x.Reason, Reasons.OptedOutSurvey).SetProperty(x => x.DispositionAt, now), cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
