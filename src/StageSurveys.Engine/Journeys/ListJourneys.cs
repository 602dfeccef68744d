using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>A page of journeys and how many there are in all.</summary>
public sealed record JourneyPage(IReadOnlyList<JourneyOutline> Journeys, int Total, int Page, int Size);

/// <summary>Lists journeys with their outlines, the oldest first; active ones, or archived ones. Pages count from 1; beyond the last comes the last.</summary>
public sealed class ListJourneys(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<JourneyPage> RunAsync(bool archived, int page, int size, CancellationToken cancel)
    {
        size = Math.Clamp(size, 1, 100);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var all = db.Journeys.Where(x => x.ArchivedAt != null == archived);
        var total = await all.CountAsync(cancel);
        page = Paging.Nearest(page, total, size);
        var wanted = all.OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).Skip((page - 1) * size).Take(size);
        return new(await JourneyOutline.ReadAsync(db, wanted, cancel), total, page, size);
    }
}
