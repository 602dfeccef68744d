using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Features.Mailbox;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Home;

/// <summary>Reads the first screen: counts from the ledger, figures from the board, nothing computed here.</summary>
public sealed class ReadHome(
    StageSurveysDb db, ListJourneys journeys, StageBoard boards, CellDetails details, Ledger ledger, TimeProvider time, MailboxPages mailbox)
{
    private const int JourneysShown = 4, VerbatimsShown = 6, Days = 30, WalkDays = 7;

    public async Task<HomePage> RunAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var brand = await db.Brands.Select(x => x.Name).SingleOrDefaultAsync(cancel) ?? "";
        var shown = new List<HomeJourney>();
        var verbatims = new List<HomeVerbatim>();
        foreach (var journey in (await journeys.RunAsync(false, 1, JourneysShown, cancel)).Journeys)
        {
            if ((await boards.RunAsync(journey.Key, null, new MapScope(), cancel)).Value is not { } board) continue;
            var figures = board.Figures;
            shown.Add(new HomeJourney(journey.Key, journey.Name, figures.Index, figures.Goal.Score, figures.Emotion.Score, figures.Problem.Score));
            // Only what the board itself would open: a sentence must not point at a person.
            var names = board.Journey.Touchpoints.ToDictionary(x => x.Key, x => x.Name);
            verbatims.AddRange((await details.TextsAsync(board.Journey, null, null, cancel))
                .SelectMany(cell => cell.Select(x => new HomeVerbatim(x.Text, x.Locale, names[cell.Key], x.AnsweredAt))));
        }

        return new HomePage(brand, mailbox.Open, await WalkAsync(now, cancel), shown, await MonthAsync(now.AddDays(-Days), cancel),
            [.. verbatims.OrderByDescending(x => x.At).Take(VerbatimsShown)], await db.ZoneAsync(cancel));
    }

    private async Task<HomeWalk?> WalkAsync(DateTimeOffset now, CancellationToken cancel)
    {
        // Where a survey goes out soonest, the delivery first: that is the one everybody knows.
        var place = await (
            from trigger in db.Triggers
            join touchpoint in db.Touchpoints on trigger.TouchpointId equals touchpoint.Id
            join stage in db.Set<Stage>() on touchpoint.StageId equals stage.Id
            join journey in db.Journeys on stage.JourneyId equals journey.Id
            where trigger.IsActive && !trigger.ForWaves && trigger.ArchivedAt == null && touchpoint.ArchivedAt == null && journey.ArchivedAt == null
                && db.SurveyVersions.Any(x => x.SurveyId == trigger.SurveyId)
            orderby touchpoint.Key != "delivery", trigger.DelayMinutes, trigger.SamplingRate descending, touchpoint.Key
            select new { touchpoint.Id, touchpoint.Key, touchpoint.Name, Journey = journey.Key }).AsNoTracking().FirstOrDefaultAsync(cancel);
        if (place is null) return null;
        var since = now.AddDays(-WalkDays);
        var tried = await (
            from reached in db.TouchpointEvents
            where reached.TouchpointId == place.Id && reached.OccurredAt >= since && reached.Source == "try"
            orderby reached.OccurredAt descending, reached.Id descending
            select reached.Id).Take(1).ToListAsync(cancel);
        var line = tried.Count == 0 ? null : await (
            from invitation in db.Invitations
            join persona in db.Personas on invitation.PersonaId equals persona.Id
            where invitation.EventId == tried[0]
            orderby invitation.TriggerId == null, invitation.Disposition == Disposition.Suppressed, invitation.CreatedAt descending
            select new { invitation.Disposition, Persona = persona.Key, Scored = db.Responses.Any(x => x.Id == invitation.Id && x.ScoredAt != null) })
            .AsNoTracking().FirstOrDefaultAsync(cancel);
        var persona0 = line?.Persona ?? await db.Personas.Where(x => x.ArchivedAt == null).OrderBy(x => x.Position).Select(x => x.Key).FirstAsync(cancel);
        return new HomeWalk(place.Key, place.Name, place.Journey, persona0, tried.Count > 0, line?.Disposition, line?.Scored == true);
    }

    private async Task<HomeMonth> MonthAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var sheet = await ledger.RunAsync(new LedgerFilter(From: since), cancel);
        return new HomeMonth(
            await db.TouchpointEvents.LongCountAsync(x => x.OccurredAt >= since, cancel),
            await db.Responses.LongCountAsync(x => x.AnsweredAt >= since, cancel),
            [.. sheet.Lines.GroupBy(x => x.Disposition).Select(x => (x.Key, Count: x.Sum(line => line.Count))).OrderByDescending(x => x.Count)]);
    }
}
