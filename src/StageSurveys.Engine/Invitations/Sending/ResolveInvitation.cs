using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>
/// A person says what became of a mail whose fate is unknown, after looking into the log of the mail server. Nothing else ever sends such a line again.
/// </summary>
public sealed class ResolveInvitation(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <param name="wasSent">True: the mail arrived. False: it did not, send it again.</param>
    /// <param name="by">Display name of who says so; stands in the history.</param>
    /// <returns>Where the line stands now.</returns>
    public async Task<Outcome<Disposition>> RunAsync(Guid id, bool wasSent, string by, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT set_config('stage_surveys.actor', {by}, true)", cancel);
        // Locked, so that a click or a bounce that comes now is seen or waits.
        var line = await db.Invitations.FromSql($"SELECT * FROM invitations WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (line is not { Disposition: Disposition.Unknown }) return new Fault("", "What became of this mail is known by now.");
        if (!wasSent && line.ExpiresAt <= now) return new Fault("", "The survey is over: it cannot be sent again.");
        if (wasSent)
        {
            line.Disposition = line.VisitedAt is null ? Disposition.Sent : Disposition.Visited;
            line.SentAt ??= line.DispositionAt;
            var trigger = await db.Triggers.Where(x => x.Id == line.TriggerId).Select(x => new { x.ReminderCount, x.ReminderDays, x.ThankYou }).SingleOrDefaultAsync(cancel);
            line.RemindAt = trigger is { ReminderCount: > 0 } ? now.AddDays(trigger.ReminderDays) : null;
            line.WantsThanks = trigger?.ThankYou ?? false;
        }
        else
        {
            // If it arrived after all, its link still opens the same survey.
            if (line.TokenHash is { } hash) db.EarlierLinks.Add(new EarlierLink { TokenHash = hash, InvitationId = id });
            line.Disposition = Disposition.Planned;
            line.TokenHash = null;
            line.SendBefore ??= line.ExpiresAt;
            line.ExpiresAt = now + (line.ExpiresAt - line.DueAt);
            line.DueAt = now;
        }

        (line.Reason, line.DispositionAt) = (Reasons.ByHand, now);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return line.Disposition;
    }
}
