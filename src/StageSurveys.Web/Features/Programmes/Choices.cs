using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>What a wave can ask, and where its answers can count.</summary>
internal static class Choices
{
    /// <summary>What was asked last, and where: most workspaces ask their accounts one questionnaire. Without any, the ready one for companies.</summary>
    public static async Task<(Guid Survey, Guid Touchpoint)> UsualAsync(StageSurveysDb db, CancellationToken cancel)
    {
        var last = await db.Programmes.Where(x => x.EndedAt == null).OrderByDescending(x => x.CreatedAt).Select(x => new { x.SurveyId, x.TouchpointId }).FirstOrDefaultAsync(cancel)
            ?? await db.Waves.OrderByDescending(x => x.CreatedAt).Select(x => new { x.SurveyId, x.TouchpointId }).FirstOrDefaultAsync(cancel);
        return last is not null ? (last.SurveyId, last.TouchpointId) : (await db.Surveys.Where(x => x.Key == "b2b-relationship").Select(x => x.Id).FirstOrDefaultAsync(cancel), default);
    }

    /// <summary>Published surveys that can be sent.</summary>
    public static async Task<IReadOnlyList<Choice>> SurveysAsync(StageSurveysDb db, CancellationToken cancel)
    {
        var found = await db.Surveys.AsNoTracking().Where(x => x.ArchivedAt == null && !x.IsImported && db.SurveyVersions.Any(v => v.SurveyId == x.Id)).OrderByDescending(x => x.CreatedAt).Select(x => new { x.Id, x.Name }).Take(500).ToListAsync(cancel);
        return [.. found.Select(x => new Choice(x.Id, x.Name.Here())).OrderBy(x => x.Text, StringComparer.CurrentCulture)];
    }

    /// <summary>Touchpoints in use, with their journeys.</summary>
    public static async Task<IReadOnlyList<Choice>> TouchpointsAsync(StageSurveysDb db, CancellationToken cancel)
    {
        var found = await (
            from touchpoint in db.Touchpoints
            join stage in db.Stages on touchpoint.StageId equals stage.Id
            join journey in db.Journeys on stage.JourneyId equals journey.Id
            where touchpoint.ArchivedAt == null && journey.ArchivedAt == null
            orderby journey.CreatedAt descending, stage.Position, touchpoint.Position
            select new { touchpoint.Id, touchpoint.Name, Journey = journey.Name }).AsNoTracking().Take(500).ToListAsync(cancel);
        return [.. found.Select(x => new Choice(x.Id, $"{x.Journey.Here()} · {x.Name.Here()}"))];
    }
}
