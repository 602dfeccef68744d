using System.Collections.Concurrent;
using Npgsql;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// The marks of touchpoints by four weeks (<see cref="Scores.SpanMark"/>), as they are now. A touchpoint's stamp changes with each of its marks, so these are read
/// only when it did.
/// </summary>
public sealed class SpanMarks(NpgsqlDataSource source)
{
    private readonly ConcurrentDictionary<Guid, (long Version, SortedList<DateOnly, Guid> Marks)> known = new();

    /// <summary>By touchpoint and first day, in order of days; a touchpoint without scores is missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, SortedList<DateOnly, Guid>>> RunAsync(Guid[] touchpoints, CancellationToken cancel)
    {
        var before = touchpoints.Select(x => known.GetValueOrDefault(x)).ToArray();
        // Stamp and marks in one statement, so that they belong together.
        await using var command = source.CreateCommand(
            """
            SELECT k.place, s.version, m.start, m.mark
            FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS k (id, version, place) JOIN score_stamps s ON s.touchpoint_id = k.id
            LEFT JOIN span_marks m ON m.touchpoint_id = k.id AND s.version <> k.version
            """);
        command.Parameters.Add(new() { Value = touchpoints });
        command.Parameters.Add(new() { Value = before.Select(x => x.Marks is null ? -1 : x.Version).ToArray() });
        Dictionary<Guid, SortedList<DateOnly, Guid>> now = [];
        Dictionary<Guid, long> changed = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var place = (int)reader.GetInt64(0) - 1;
            var (id, version) = (touchpoints[place], reader.GetInt64(1));
            if (before[place].Marks is { } kept && before[place].Version == version)
            {
                now[id] = kept;
                continue;
            }

            if (changed.TryAdd(id, version)) now[id] = [];
            if (!reader.IsDBNull(2)) now[id].Add(reader.GetFieldValue<DateOnly>(2), reader.GetGuid(3));
        }

        foreach (var (id, version) in changed) known[id] = (version, now[id]);
        return now;
    }
}
