using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>Reads how far a try has come: event, invitations, mails.</summary>
public sealed class ReadTry(StageSurveysDb db)
{
    /// <summary>The event key of a try.</summary>
    public static string EventKey(Guid tryId) => $"try-{tryId:N}";

    /// <summary>Null when the touchpoint is not there.</summary>
    public async Task<TryProgress?> RunAsync(Guid touchpointId, Guid tryId, int round, CancellationToken cancel)
    {
        var journey = await (
            from t in db.Touchpoints
            join s in db.Stages on t.StageId equals s.Id
            join j in db.Journeys on s.JourneyId equals j.Id
            where t.Id == touchpointId
            select j.Key).SingleOrDefaultAsync(cancel);
        if (journey is null) return null;
        var zone = await db.ZoneAsync(cancel);
        var key = EventKey(tryId);
        var recorded = await (
            from e in db.TouchpointEvents
            join c in db.Customers on e.CustomerId equals c.Id
            join p in db.Personas on c.PersonaId equals p.Id
            where e.EventKey == key && e.TouchpointId == touchpointId
            select new { e.Id, e.ReceivedAt, e.PlannedAt, Persona = p.Key }).SingleOrDefaultAsync(cancel);
        if (recorded is null) return new(touchpointId, tryId, journey, "none", null, false, [], round, zone);
        var lines = await (
            from i in db.Invitations
            join v in db.SurveyVersions on i.SurveyVersionId equals (Guid?)v.Id into versions
            from version in versions.DefaultIfEmpty()
            join s in db.Surveys on version.SurveyId equals s.Id into surveys
            from survey in surveys.DefaultIfEmpty()
            where i.EventId == recorded.Id
            orderby i.Id
            select new
            {
                i.Id,
                i.Disposition,
                i.Reason,
                i.DueAt,
                Fr = survey == null ? null : survey.Name.Fr,
                En = survey == null ? null : survey.Name.En,
                Mail = db.MailboxMessages.Where(m => m.Reference == i.Id).Select(m => (Guid?)m.Id).FirstOrDefault(),
            }).Take(50).ToListAsync(cancel);
        return new(
            touchpointId, tryId, journey, recorded.Persona, recorded.ReceivedAt, recorded.PlannedAt is not null,
            [.. lines.Select(x => new TryLine(x.Id, x.En is null ? null : new LocalText(x.Fr ?? "", x.En).Here(), x.Disposition, x.Reason, x.DueAt, x.Mail))], round, zone);
    }
}
