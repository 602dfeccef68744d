using Npgsql;

namespace StageSurveys.Engine.Maps;

/// <summary>Says cheaply whether anything of a journey was scored since a screen was made.</summary>
public sealed class MapStamp(NpgsqlDataSource source)
{
    /// <summary>A number that grows with every scoring of one of the journey's touchpoints; 0 for a journey without scores.</summary>
    public async Task<long> RunAsync(string journeyKey, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            SELECT coalesce(sum(x.version), 0)::bigint FROM journeys j JOIN stages s ON s.journey_id = j.id
            JOIN touchpoints t ON t.stage_id = s.id JOIN score_stamps x ON x.touchpoint_id = t.id WHERE j.key = $1
            """);
        command.Parameters.Add(new() { Value = journeyKey });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
