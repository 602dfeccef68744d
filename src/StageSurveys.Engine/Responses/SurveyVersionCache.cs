using System.Collections.Concurrent;
using Npgsql;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// Published definitions, read and parsed once: a version never changes, so what is here never goes stale. Bounded, since a long-lived process
/// may meet many versions.
/// </summary>
public sealed class SurveyVersionCache(NpgsqlDataSource source)
{
    private const int Most = 500;
    private readonly ConcurrentDictionary<Guid, SurveyDefinition> definitions = new();

    /// <summary>The definition of a published version.</summary>
    /// <exception cref="KeyNotFoundException">There is no such version.</exception>
    public async ValueTask<SurveyDefinition> GetAsync(Guid versionId, CancellationToken cancel)
    {
        if (definitions.TryGetValue(versionId, out var known)) return known;
        await using var command = source.CreateCommand("SELECT definition FROM survey_versions WHERE id = $1");
        command.Parameters.Add(new() { Value = versionId });
        var text = await command.ExecuteScalarAsync(cancel) as string ?? throw new KeyNotFoundException($"There is no survey version {versionId}.");
        if (definitions.Count >= Most) definitions.Clear();
        return definitions.GetOrAdd(versionId, SurveyDefinition.Parse(text));
    }
}
