using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations;

/// <summary>Everything a colleague may see of one invitation: never the token.</summary>
public sealed record InvitationDetail(
    Guid Id, string EventId, string Source, DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt, string TouchpointKey, LocalText TouchpointName,
    Guid CustomerKey, string CustomerId, string CustomerName, LocalText PersonaName, int PersonaRuleSetVersion, Guid? TriggerId, string? SurveyKey, LocalText? SurveyName,
    int? SurveyVersion, string Locale, Disposition Disposition, string Reason, DateTimeOffset DispositionAt, DateTimeOffset CreatedAt, DateTimeOffset DueAt,
    DateTimeOffset? WishedAt, DateTimeOffset ExpiresAt, int Attempts, DateTimeOffset? SentAt, DateTimeOffset? VisitedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt);

/// <summary>Shows one invitation with its times.</summary>
public sealed class ShowInvitation(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Null when there is none with this id.</summary>
    public async Task<InvitationDetail?> RunAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await (
            from i in db.Invitations
            join e in db.TouchpointEvents on i.EventId equals e.Id
            join t in db.Touchpoints on i.TouchpointId equals t.Id
            join c in db.Customers on i.CustomerId equals c.Id
            join p in db.Personas on i.PersonaId equals p.Id
            join v in db.SurveyVersions on i.SurveyVersionId equals v.Id into versions
            from version in versions.DefaultIfEmpty()
            join s in db.Surveys on version.SurveyId equals s.Id into surveys
            from survey in surveys.DefaultIfEmpty()
            where i.Id == id
            select new InvitationDetail(
                i.Id, e.EventKey, e.Source, e.OccurredAt, e.ReceivedAt, t.Key, t.Name, c.Id, c.ExternalId, c.Name, p.Name, i.PersonaRuleSetVersion, i.TriggerId,
                survey == null ? null : survey.Key, survey == null ? null : survey.Name, version == null ? null : version.Number, i.Locale, i.Disposition, i.Reason,
                i.DispositionAt, i.CreatedAt, i.DueAt, i.WishedAt, i.ExpiresAt, i.Attempts, i.SentAt, i.VisitedAt, i.StartedAt, i.CompletedAt))
            .AsNoTracking().SingleOrDefaultAsync(cancel);
    }
}
