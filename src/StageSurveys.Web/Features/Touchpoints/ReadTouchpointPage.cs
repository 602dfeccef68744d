using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Surveys;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>Gathers what the touchpoint's page shows.</summary>
public sealed class ReadTouchpointPage(StageSurveysDb db, TriggersOfTouchpoint triggers, ReadTry tries, CheckSurveyMail mails, IStringLocalizer<SurveyMailText> mailTexts)
{
    private const int EventsPerPage = 20;

    /// <summary>More pages than anybody turns; keeps the count cheap on a touchpoint with millions of events.</summary>
    private const int MaxEvents = 10_000;

    public async Task<TouchpointPage?> RunAsync(string key, int page, Guid? tryId, TouchpointForm? form, RefusedTrigger? refused, CancellationToken cancel)
    {
        var found = await (
            from t in db.Touchpoints
            join s in db.Stages on t.StageId equals s.Id
            join j in db.Journeys on s.JourneyId equals j.Id
            where t.Key == key
            select new { Touchpoint = t, Stage = s.Name, JourneyKey = j.Key, Journey = j.Name }).AsNoTracking().SingleOrDefaultAsync(cancel);
        if (found is null) return null;
        var touchpoint = found.Touchpoint;
        var head = new TouchpointHead(
            touchpoint.Id, touchpoint.Key, touchpoint.Name.Here(), touchpoint.Channel, touchpoint.IsKeyMoment, touchpoint.ArchivedAt is not null,
            found.JourneyKey, found.Journey.Here(), found.Stage.Here());
        form ??= FormOf(touchpoint);
        form.TouchpointId = touchpoint.Id;
        form.KeyIsFixed = await db.TouchpointEvents.AnyAsync(x => x.TouchpointId == touchpoint.Id, cancel);
        form.Parents = await ParentsAsync(touchpoint, cancel);
        var lines = await triggers.RunAsync(touchpoint.Id, cancel);
        var personas = await db.Personas.Where(x => x.ArchivedAt == null).OrderBy(x => x.Position).Select(x => new { x.Id, x.Key, x.Name }).AsNoTracking().ToListAsync(cancel);
        var (events, pager) = await EventsAsync(touchpoint, page, cancel);
        var tried = tryId is { } id ? await tries.RunAsync(touchpoint.Id, id, 0, cancel) : null;
        return new(
            head, personas.Select(x => x.Key).FirstOrDefault("none"), form, lines, refused, await SurveysAsync(lines, cancel),
            [.. personas.Select(x => new Choice(x.Id, x.Name.Here()))], events, pager, new() { Locale = Languages.Current }, tried, await db.ZoneAsync(cancel))
        {
            Rules = await RuleReasons.ReadAsync(db, cancel),
            Waiting = await WaitingAsync(lines, cancel),
            Mails = (await mails.RunAsync([.. lines.Select(x => x.SurveyId).Distinct()], cancel)).ToDictionary(x => x.Key, x => Checks.Say(mailTexts, x.Value)),
        };
    }

    private async Task<HashSet<Guid>> WaitingAsync(IReadOnlyList<TriggerLine> lines, CancellationToken cancel)
    {
        var ids = lines.Select(x => x.Id).ToArray();
        return [.. await db.SendingStops.Where(x => ids.Contains(x.Id)).Select(x => x.Id).ToListAsync(cancel)];
    }

    private static TouchpointForm FormOf(Touchpoint x) => new()
    {
        NameFr = x.Name.Fr,
        NameEn = x.Name.En,
        Key = x.Key,
        Channel = x.Channel,
        IsMandatory = x.IsMandatory,
        IsKeyMoment = x.IsKeyMoment,
        OwnerTeam = x.OwnerTeam,
        OwnerPerson = x.OwnerPerson,
        GoalFr = x.Goal.Fr,
        GoalEn = x.Goal.En,
        ParentId = x.ParentId,
    };

    private async Task<Choice[]> ParentsAsync(Touchpoint touchpoint, CancellationToken cancel)
    {
        if (await db.Touchpoints.AnyAsync(x => x.ParentId == touchpoint.Id, cancel)) return [];
        var parents = await db.Touchpoints
            .Where(x => x.StageId == touchpoint.StageId && x.ParentId == null && x.Id != touchpoint.Id && x.ArchivedAt == null)
            .OrderBy(x => x.Position).Select(x => new { x.Id, x.Name }).AsNoTracking().ToListAsync(cancel);
        return [.. parents.Select(x => new Choice(x.Id, x.Name.Here()))];
    }

    private async Task<Choice[]> SurveysAsync(IReadOnlyList<TriggerLine> used, CancellationToken cancel)
    {
        var mine = used.Select(x => x.SurveyId).ToArray();
        var surveys = await db.Surveys
            .Where(x => mine.Contains(x.Id) || (x.ArchivedAt == null && !x.IsImported && db.SurveyVersions.Any(v => v.SurveyId == x.Id)))
            .OrderBy(x => x.Key).Take(200).Select(x => new { x.Id, x.Name }).AsNoTracking().ToListAsync(cancel);
        return [.. surveys.Select(x => new Choice(x.Id, x.Name.Here()))];
    }

    private async Task<(EventRow[] Events, Pager Pager)> EventsAsync(Touchpoint touchpoint, int page, CancellationToken cancel)
    {
        var all = db.TouchpointEvents.Where(x => x.TouchpointId == touchpoint.Id);
        var total = await all.OrderBy(x => x.OccurredAt).Take(MaxEvents).CountAsync(cancel);
        var pager = Pager.Of(page, total, EventsPerPage, n => $"/touchpoints/{touchpoint.Key}?page={n}#events");
        var rows = await (
            from e in all.OrderByDescending(x => x.OccurredAt).ThenByDescending(x => x.Id).Skip((pager.Page - 1) * EventsPerPage).Take(EventsPerPage)
            join c in db.Customers on e.CustomerId equals c.Id into customers
            from customer in customers.DefaultIfEmpty()
            orderby e.OccurredAt descending, e.Id descending
            select new { e.Id, e.OccurredAt, e.Source, Customer = customer == null ? "" : customer.Name == "" ? customer.ExternalId : customer.Name })
            .ToListAsync(cancel);
        var ids = rows.Select(x => x.Id).ToArray();
        var invitations = await db.Invitations.Where(x => ids.Contains(x.EventId)).Select(x => new { x.EventId, x.Disposition, x.Reason }).ToListAsync(cancel);
        var byEvent = invitations.ToLookup(x => x.EventId, x => new LineState(x.Disposition, x.Reason));
        return ([.. rows.Select(x => new EventRow(x.OccurredAt, x.Customer, x.Source, [.. byEvent[x.Id]]))], pager);
    }
}
