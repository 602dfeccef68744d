using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>
/// A transaction that holds the journey's row: changes to what a journey is made of happen one after the other, so that positions stay a
/// permutation and keys stay unique whoever else is at work. Undone unless committed.
/// </summary>
internal sealed class JourneyChange : IAsyncDisposable
{
    private readonly IDbContextTransaction _transaction;

    private JourneyChange(StageSurveysDb db, IDbContextTransaction transaction, Guid journeyId) => (Db, _transaction, JourneyId) = (db, transaction, journeyId);

    public StageSurveysDb Db { get; }

    public Guid JourneyId { get; }

    public static Task<JourneyChange?> OfJourneyAsync(IDbContextFactory<StageSurveysDb> contexts, Guid journeyId, CancellationToken cancel) =>
        BeginAsync(contexts, db => db.Database.SqlQuery<Guid>($"SELECT id FROM journeys WHERE id = {journeyId} FOR UPDATE"), cancel);

    public static Task<JourneyChange?> OfStageAsync(IDbContextFactory<StageSurveysDb> contexts, Guid stageId, CancellationToken cancel) =>
        BeginAsync(contexts, db => db.Database.SqlQuery<Guid>($"""
            SELECT j.id FROM journeys j WHERE j.id = (SELECT journey_id FROM stages WHERE id = {stageId}) FOR UPDATE
            """), cancel);

    public static Task<JourneyChange?> OfTouchpointAsync(IDbContextFactory<StageSurveysDb> contexts, Guid touchpointId, CancellationToken cancel) =>
        BeginAsync(contexts, db => db.Database.SqlQuery<Guid>($"""
            SELECT j.id FROM journeys j WHERE j.id = (
                SELECT s.journey_id FROM stages s JOIN touchpoints t ON t.stage_id = s.id WHERE t.id = {touchpointId}) FOR UPDATE
            """), cancel);

    /// <summary>A free key for a new touchpoint. Keys are unique over all journeys, so the choice is made under a lock of its own.</summary>
    public async Task<string[]> FreeTouchpointKeysAsync(string[] wished, CancellationToken cancel)
    {
        await Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('touchpoints.key'))", cancel);
        var taken = await Db.Touchpoints.Where(x => wished.Any(w => x.Key.StartsWith(w))).Select(x => x.Key).ToHashSetAsync(cancel);
        var keys = new string[wished.Length];
        for (var i = 0; i < wished.Length; i++) taken.Add(keys[i] = ShortKey.Free(wished[i], taken));
        return keys;
    }

    /// <summary>Numbers stages and touchpoints of the journey from 0 without gaps; archived touchpoints come after the others.</summary>
    public async Task RenumberAsync(CancellationToken cancel)
    {
        await Db.Database.ExecuteSqlAsync($"""
            UPDATE stages SET position = o.position
            FROM (SELECT id, row_number() OVER (ORDER BY position, id) - 1 AS position FROM stages WHERE journey_id = {JourneyId}) o
            WHERE stages.id = o.id AND stages.position <> o.position
            """, cancel);
        await Db.Database.ExecuteSqlAsync($"""
            UPDATE touchpoints SET position = o.position
            FROM (
                SELECT t.id, row_number() OVER (PARTITION BY t.stage_id, t.parent_id ORDER BY t.archived_at IS NOT NULL, t.position, t.id) - 1 AS position
                FROM touchpoints t JOIN stages s ON s.id = t.stage_id WHERE s.journey_id = {JourneyId}) o
            WHERE touchpoints.id = o.id AND touchpoints.position <> o.position
            """, cancel);
    }

    public async Task CommitAsync(CancellationToken cancel)
    {
        await Db.SaveChangesAsync(cancel);
        await RenumberAsync(cancel);
        await _transaction.CommitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Db.DisposeAsync();
    }

    private static async Task<JourneyChange?> BeginAsync(
        IDbContextFactory<StageSurveysDb> contexts, Func<StageSurveysDb, IQueryable<Guid>> lockJourney, CancellationToken cancel)
    {
        var db = await contexts.CreateDbContextAsync(cancel);
        var transaction = await db.Database.BeginTransactionAsync(cancel);
        var change = new JourneyChange(db, transaction, (await lockJourney(db).ToListAsync(cancel)).FirstOrDefault());
        if (change.JourneyId != Guid.Empty) return change;
        await change.DisposeAsync();
        return null;
    }
}
