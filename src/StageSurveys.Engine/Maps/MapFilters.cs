using Npgsql;

namespace StageSurveys.Engine.Maps;

/// <summary>What the filters of a journey's boards and maps can be set to.</summary>
/// <param name="Segments">Segments of accounts in use; the accounts themselves may be thousands and are searched for.</param>
/// <param name="HasAccounts">False where there is no account to filter by.</param>
public sealed record FilterChoices(IReadOnlyList<SurveyChoice> Surveys, IReadOnlyList<string> Segments, bool HasAccounts)
{
    public static FilterChoices None { get; } = new([], [], false);
}

/// <summary>Lists what a journey can be filtered by.</summary>
public sealed class MapFilters(NpgsqlDataSource source, MapSurveys surveys)
{
    private const int Most = 200;

    public async Task<FilterChoices> RunAsync(string journeyKey, CancellationToken cancel)
    {
        var offered = await surveys.RunAsync(journeyKey, cancel);
        await using var command = source.CreateCommand($"SELECT DISTINCT segment FROM accounts WHERE archived_at IS NULL ORDER BY segment LIMIT {Most}");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var (segments, any) = (new List<string>(), false);
        for (; await reader.ReadAsync(cancel); any = true)
            if (!reader.IsDBNull(0)) segments.Add(reader.GetString(0));
        return new FilterChoices(offered, segments, any);
    }
}
