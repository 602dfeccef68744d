using Microsoft.Extensions.Hosting;
using Npgsql;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Profiles;

/// <summary>Stores version 1 of the scoring profile, which comes with the program; it is in force until another one is published.</summary>
public sealed class StoreScoringProfile(NpgsqlDataSource source, TimeProvider time) : IHostedService
{
    /// <summary>Stores the profile as version 1 when there is none.</summary>
    /// <exception cref="InvalidOperationException">A version 1 with other constants is stored.</exception>
    public async Task RunAsync(ScoringProfile profile, CancellationToken cancel)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            INSERT INTO scoring_profiles (number, name, state, profile, note, in_force, created_at, created_by, updated_at, published_at, published_by)
            SELECT 1, $1, 'Published', $2::jsonb, '', NOT EXISTS (SELECT FROM scoring_profiles WHERE in_force), $3, '', $3, $3, '' ON CONFLICT DO NOTHING
            """)
        {
            Parameters = { new() { Value = profile.Name }, new() { Value = profile.ToJson() }, new() { Value = time.GetUtcNow().UtcDateTime } },
        });
        batch.BatchCommands.Add(new("SELECT profile::text FROM scoring_profiles WHERE number = 1"));
        // A constant that the program has since learnt is missing in the text and has its first value.
        if (await batch.ExecuteScalarAsync(cancel) is not string stored || ScoringProfile.FromJson(stored).ContentHash != profile.ContentHash)
            throw new InvalidOperationException(
                $"The database holds a scoring profile '{profile.Name}' with other constants than this program. A profile is never changed: give the new constants a new name.");
    }

    async Task IHostedService.StartAsync(CancellationToken cancellationToken) => await RunAsync(ScoringProfile.V1, cancellationToken);

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
