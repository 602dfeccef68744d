using Microsoft.Extensions.Hosting;
using Npgsql;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>Stores the profile in force beside what is computed with it. A stored profile is frozen: other constants need another name.</summary>
public sealed class StoreScoringProfile(NpgsqlDataSource source, TimeProvider time) : IHostedService
{
    /// <summary>Stores the profile when it is new.</summary>
    /// <exception cref="InvalidOperationException">A profile of this name with other constants is stored.</exception>
    public async Task RunAsync(ScoringProfile profile, CancellationToken cancel)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new("INSERT INTO scoring_profiles (key, profile, created_at) VALUES ($1, $2::jsonb, $3) ON CONFLICT DO NOTHING")
        {
            Parameters = { new() { Value = profile.Name }, new() { Value = profile.ToJson() }, new() { Value = time.GetUtcNow().UtcDateTime } },
        });
        batch.BatchCommands.Add(new("SELECT profile = $2::jsonb FROM scoring_profiles WHERE key = $1")
        {
            Parameters = { new() { Value = profile.Name }, new() { Value = profile.ToJson() } },
        });
        if (await batch.ExecuteScalarAsync(cancel) is not true)
            throw new InvalidOperationException(
                $"The database holds a scoring profile '{profile.Name}' with other constants than this program. A profile is never changed: give the new constants a new name.");
    }

    async Task IHostedService.StartAsync(CancellationToken cancellationToken) => await RunAsync(ScoringProfile.V1, cancellationToken);

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
