using System.Collections.Concurrent;
using Npgsql;

namespace StageSurveys.Engine.Surveys;

/// <summary>Published survey versions, each read once in a process: they never change.</summary>
public sealed class PublishedDefinitions(NpgsqlDataSource source)
{
    private readonly ConcurrentDictionary<Guid, SurveyDefinition?> known = new();

    /// <summary>One definition.</summary>
    /// <exception cref="KeyNotFoundException">There is no such version, or its text cannot be read.</exception>
    public async ValueTask<SurveyDefinition> GetAsync(Guid versionId, CancellationToken cancel) =>
        known.TryGetValue(versionId, out var definition) && definition is not null
            ? definition
            : (await RunAsync([versionId], cancel)).GetValueOrDefault(versionId) ?? throw new KeyNotFoundException($"There is no survey version {versionId} that can be read.");

    /// <summary>The definitions of these versions. A version that does not exist, or whose text cannot be read, is not in the answer.</summary>
    public async Task<IReadOnlyDictionary<Guid, SurveyDefinition>> RunAsync(IEnumerable<Guid> versionIds, CancellationToken cancel)
    {
        var wanted = versionIds.Distinct().ToArray();
        var missing = wanted.Where(id => !known.ContainsKey(id)).ToArray();
        if (missing.Length > 0)
        {
            await using var command = source.CreateCommand("SELECT id, definition FROM survey_versions WHERE id = ANY($1)");
            command.Parameters.Add(new() { Value = missing });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                known[reader.GetGuid(0)] = SurveyDefinition.TryParse(reader.GetString(1), out var definition, out _) ? definition : null;
        }

        return wanted.Where(id => known.GetValueOrDefault(id) is not null).ToDictionary(id => id, id => known[id]!);
    }
}
