using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Profiles;

/// <summary>Puts a profile in force at once, without the recompute that scores stored answers again.</summary>
public static class StoredProfile
{
    public static async Task PutInForceAsync(TestDatabase database, int number, ScoringProfile profile)
    {
        await new StoreScoringProfile(database.Source, TimeProvider.System).RunAsync(ScoringProfile.V1, CancellationToken.None);
        await using var command = database.Source.CreateCommand(
            """
            WITH gone AS (UPDATE scoring_profiles SET in_force = false RETURNING 1)
            INSERT INTO scoring_profiles (number, name, state, profile, note, in_force, created_at, created_by, updated_at, published_at, published_by)
            SELECT $1, $2, 'Published', $3::jsonb, '', false, now(), '', now(), now(), '' FROM (SELECT count(*) FROM gone) g
            """);
        foreach (var value in (object[])[number, profile.Name, profile.ToJson()]) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
        await using var force = database.Source.CreateCommand("UPDATE scoring_profiles SET in_force = number = $1");
        force.Parameters.Add(new() { Value = number });
        await force.ExecuteNonQueryAsync();
    }
}
