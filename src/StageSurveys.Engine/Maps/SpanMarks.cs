using System.Collections.Concurrent;
using Npgsql;

namespace StageSurveys.Engine.Maps;

/// <summary>The marks of what scoring writes, and of what is tallied behind it.</summary>
public sealed class SpanMarks(NpgsqlDataSource source)
{
    /// <summary>Those of <see cref="Scores.SpanMark"/>; a touchpoint's stamp changes with each of its marks.</summary>
    internal MarksInForce OfScores { get; } = new(source, "span_marks", "score_stamps s ON s.touchpoint_id = k.id", "s.version");

    /// <summary>Those of <see cref="Scores.InvitationMark"/>; the row of the tally changes with each of them, whatever the clock says.</summary>
    internal MarksInForce OfInvitations { get; } = new(source, "invitation_marks", "tallies s ON s.name = 'invitations'", "s.xmin::text::bigint");
}

/// <summary>Marks of touchpoints by four weeks, as they are now. What changes with each of them says whether they must be read again.</summary>
/// <param name="table">Where the marks stand.</param>
/// <param name="stamps">The row that changes with them, as SQL to be joined to touchpoints k.</param>
/// <param name="version">A number that is another one then.</param>
internal sealed class MarksInForce(NpgsqlDataSource source, string table, string stamps, string version)
{
    public string Table => table;

    private readonly ConcurrentDictionary<Guid, (long Version, SortedList<DateOnly, Guid> Marks)> known = new();

    /// <summary>By touchpoint and first day, in order of days; a touchpoint without any is missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, SortedList<DateOnly, Guid>>> RunAsync(Guid[] touchpoints, CancellationToken cancel)
    {
        var before = touchpoints.Select(x => known.GetValueOrDefault(x)).ToArray();
        // Stamp and marks in one statement, so that they belong together.
        await using var command = source.CreateCommand(
            $"""
            SELECT k.place, {version}, m.start, m.mark
            FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS k (id, version, place) JOIN {stamps}
            LEFT JOIN {table} m ON m.touchpoint_id = k.id AND {version} <> k.version
            """);
        command.Parameters.Add(new() { Value = touchpoints });
        command.Parameters.Add(new() { Value = before.Select(x => x.Marks is null ? -1 : x.Version).ToArray() });
        Dictionary<Guid, SortedList<DateOnly, Guid>> now = [];
        Dictionary<Guid, long> changed = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var place = (int)reader.GetInt64(0) - 1;
            var (id, found) = (touchpoints[place], reader.GetInt64(1));
            if (before[place].Marks is { } kept && before[place].Version == found)
            {
                now[id] = kept;
                continue;
            }

            if (changed.TryAdd(id, found)) now[id] = [];
            if (!reader.IsDBNull(2)) now[id].Add(reader.GetFieldValue<DateOnly>(2), reader.GetGuid(3));
        }

        foreach (var (id, found) in changed) known[id] = (found, now[id]);
        return now;
    }
}
