using System.Collections.Concurrent;
using Npgsql;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Profiles;

/// <summary>A published version with its number.</summary>
public sealed record NumberedProfile(int Number, ScoringProfile Profile);

/// <summary>
/// The scoring profile that figures are computed with now. Every computation asks the database which one that is (an indexed single row), so that no process
/// goes on with one that another has replaced; the constants are read once in a process, since a published version never changes.
/// </summary>
public sealed class ProfileInForce(NpgsqlDataSource source)
{
    private readonly ConcurrentDictionary<int, NumberedProfile> known = new();
    private readonly AsyncLocal<Asked?> around = new();
    private volatile NumberedProfile latest = First;

    /// <summary>Version 1, which holds until a program has started on the database and stored it.</summary>
    internal static NumberedProfile First { get; } = new(1, ScoringProfile.V1);

    /// <summary>The version in force.</summary>
    public async Task<NumberedProfile> GetAsync(CancellationToken cancel) => (await AskAsync(cancel)).Profile;

    /// <summary>The shortest distance in days under the 30-day rule of any version that was ever published; null before there is one.</summary>
    internal async Task<double?> ShortestDedupeDaysAsync(CancellationToken cancel) => (around.Value ?? await AskAsync(cancel)).DedupeDays;

    private async Task<Asked> AskAsync(CancellationToken cancel)
    {
        var guess = latest;
        await using var command = source.CreateCommand(
            """
            SELECT number, CASE WHEN number = $1 THEN NULL ELSE profile::text END, (SELECT min((profile->>'dedupeDays')::float8) FROM scoring_profiles WHERE state = 'Published')
            FROM scoring_profiles WHERE in_force
            """);
        command.Parameters.Add(new() { Value = known.ContainsKey(guess.Number) ? guess.Number : 0 });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel)) return new Asked(First, null);
        var number = reader.GetInt32(0);
        return new Asked(reader.IsDBNull(1) ? guess : latest = Keep(number, reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetDouble(2));
    }

    /// <summary>Reads something again until no other profile came into force while it was read: figures of two profiles are never put side by side.</summary>
    internal async Task<T> SteadyAsync<T>(Func<NumberedProfile, Task<T>> read, CancellationToken cancel)
    {
        // Inside another such reading that one asks, and reads all of it again.
        if (around.Value is { } outer) return await read(outer.Profile);
        while (true)
        {
            var before = await AskAsync(cancel);
            around.Value = before;
            var found = await read(before.Profile);
            around.Value = null;
            // A recompute lies between two changes, so that the next time is nearly always the last.
            if ((await AskAsync(cancel)).Profile.Number == before.Profile.Number) return found;
        }
    }

    /// <summary>A published version by number, in force or not: what an earlier figure was computed with.</summary>
    /// <returns>Null when there is no such version, or it is still a draft.</returns>
    public async Task<NumberedProfile?> FindAsync(int number, CancellationToken cancel)
    {
        if (known.TryGetValue(number, out var found)) return found;
        await using var command = source.CreateCommand("SELECT profile::text FROM scoring_profiles WHERE number = $1 AND state = 'Published'");
        command.Parameters.Add(new() { Value = number });
        return await command.ExecuteScalarAsync(cancel) is string json ? Keep(number, json) : null;
    }

    /// <param name="DedupeDays">The shortest of all published versions.</param>
    private sealed record Asked(NumberedProfile Profile, double? DedupeDays);

    private NumberedProfile Keep(int number, string json) => known.GetOrAdd(number, _ => new NumberedProfile(number, ScoringProfile.FromJson(json)));
}
