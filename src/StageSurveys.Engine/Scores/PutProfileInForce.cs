using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Publishes a draft of the scoring profile, or takes an earlier version again, and begins to score everything stored under it. It comes into force when
/// that is complete.
/// </summary>
public sealed class PutProfileInForce(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    /// <param name="basedOn">When the draft that was looked at had been saved; null takes whatever it is now.</param>
    /// <param name="by">Display name of the person.</param>
    /// <returns>A draft with a bad value is refused by the names of its fields and stays as it is.</returns>
    public async Task<Outcome<Recomputation>> RunAsync(int number, DateTimeOffset? basedOn, string by, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        // Counted before the gate closes: on many answers it takes a moment, and it only serves the bar.
        var total = await db.Responses.LongCountAsync(x => x.ScoredAt != null, cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await ScoringGate.CloseAsync(connection, cancel);
        if (await db.Recomputations.AnyAsync(x => x.State == RecomputationState.Running, cancel))
            return new Fault("profile", "A recompute is running. Wait for its end, or stop it.");
        // What is checked is what is published: nobody saves the draft in between.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM scoring_profiles WHERE number = {number} FOR UPDATE", cancel);
        if (await db.ScoringProfiles.SingleOrDefaultAsync(x => x.Number == number, cancel) is not { } version) return ProfileFaults.Missing(number);
        if (version.InForce) return new Fault("profile", "Version {0} is in force already.", version.Name);
        if (version.State == ProfileState.Draft)
        {
            if (basedOn is { } seen && seen.ToUniversalTime() != version.UpdatedAt) return ProfileFaults.Conflict;
            var faults = ProfileCheck.Find(ScoringProfile.FromJson(version.Profile));
            if (faults.Count > 0) return faults.ToList();
            (version.State, version.PublishedAt, version.PublishedBy) = (ProfileState.Published, time.GetUtcNow(), by);
        }

        var run = new Recomputation
        {
            Profile = number,
            Before = await db.ScoringProfiles.Where(x => x.InForce).Select(x => x.Number).SingleAsync(cancel),
            Total = total,
            Migration = await NewestMigrationAsync(connection, cancel),
            StartedAt = time.GetUtcNow(),
            StartedBy = by,
        };
        db.Recomputations.Add(run);
        await db.SaveChangesAsync(cancel);
        await db.RecomputationChanges.ExecuteDeleteAsync(cancel);
        await ShadowTables.MakeAsync(connection, number, cancel);
        await transaction.CommitAsync(cancel);
        return run;
    }

    internal static async Task<string> NewestMigrationAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""SELECT coalesce(max("MigrationId"), '') FROM migrations""", connection);
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }
}
