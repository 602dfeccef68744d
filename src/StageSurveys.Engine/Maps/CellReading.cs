using Npgsql;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Counts and sums of cells, one set-based statement each. Persona <see cref="Guid.Empty"/> stands for everybody.</summary>
public sealed class CellReading(NpgsqlDataSource source)
{
    /// <summary>The sums of each persona's cell over the window, decayed or plain. Empty cells are missing.</summary>
    internal async Task<Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums>> SumsAsync(
        Guid[] touchpoints, FixedScope scope, ScoringProfile profile, CancellationToken cancel)
    {
        await using var command = Command(
            """
            SELECT touchpoint_id, persona_id, dimension, day, n, sum_w::float8, sum_ww::float8, sum_wx::float8, sum_wxx::float8 FROM cell_days
            WHERE touchpoint_id = ANY($1) AND day BETWEEN $2 AND $3 AND latest = $4
            """, touchpoints, scope.From, scope.To, scope.Latest);
        Dictionary<(Guid, Guid, string), List<DailySums>> days = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var key = (reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2));
            if (!days.TryGetValue(key, out var list)) days[key] = list = [];
            list.Add(new DailySums(
                reader.GetFieldValue<DateOnly>(3),
                new CellSums(reader.GetInt32(4), reader.GetDouble(5), reader.GetDouble(6), reader.GetDouble(7), reader.GetDouble(8))));
        }

        return days.ToDictionary(x => x.Key, x => scope.Weighting == Weighting.Recent
            ? Weights.Decayed(x.Value, scope.To, profile)
            : Weights.Window(x.Value, scope.From, scope.To));
    }

    /// <summary>Different people behind each cell.</summary>
    internal async Task<Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), long>> PeopleAsync(
        Guid[] touchpoints, FixedScope scope, CancellationToken cancel)
    {
        await using var command = Command(
            """
            SELECT touchpoint_id, persona_id, dimension, count(DISTINCT customer_id) FROM response_scores
            WHERE touchpoint_id = ANY($1) AND day BETWEEN $2 AND $3 AND (counts OR NOT $4)
            GROUP BY GROUPING SETS ((touchpoint_id, dimension, persona_id), (touchpoint_id, dimension))
            """, touchpoints, scope.From, scope.To, scope.Latest);
        Dictionary<(Guid, Guid, string), long> people = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            people[(reader.GetGuid(0), reader.IsDBNull(1) ? Guid.Empty : reader.GetGuid(1), reader.GetString(2))] = reader.GetInt64(3);
        return people;
    }

    /// <summary>
    /// Share of each persona's customers, among those the journey has seen, who came by an optional touchpoint. A touchpoint that reports no event at all
    /// is not known, and is missing.
    /// </summary>
    internal async Task<Dictionary<(Guid Touchpoint, Guid Persona), double?>> ExposureAsync(
        Guid[] journey, Guid[] optional, FixedScope scope, CancellationToken cancel)
    {
        if (optional.Length == 0) return [];
        await using var command = Command(
            """
            WITH seen AS (
                SELECT DISTINCT e.touchpoint_id, e.customer_id, c.persona_id
                FROM touchpoint_events e JOIN customers c ON c.id = e.customer_id
                WHERE e.touchpoint_id = ANY($1) AND e.occurred_at >= $2 AND e.occurred_at < $3
            ), known AS (
                SELECT persona_id, count(DISTINCT customer_id) AS people FROM seen GROUP BY GROUPING SETS ((persona_id), ())
            ), here AS (
                SELECT touchpoint_id, persona_id, count(*) AS people FROM seen WHERE touchpoint_id = ANY($4)
                GROUP BY GROUPING SETS ((touchpoint_id, persona_id), (touchpoint_id))
            )
            SELECT t.touchpoint_id, known.persona_id, coalesce(here.people, 0)::float8 / known.people
            FROM (SELECT DISTINCT touchpoint_id FROM here) t CROSS JOIN known
            LEFT JOIN here ON here.touchpoint_id = t.touchpoint_id AND here.persona_id IS NOT DISTINCT FROM known.persona_id
            WHERE known.people > 0
            """, journey, scope.Since, scope.Until, optional);
        Dictionary<(Guid, Guid), double?> shares = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) shares[(reader.GetGuid(0), reader.IsDBNull(1) ? Guid.Empty : reader.GetGuid(1))] = reader.GetDouble(2);
        return shares;
    }

    /// <summary>Invitations sent and completed at each touchpoint, for one persona or everybody.</summary>
    internal async Task<Dictionary<Guid, (long Sent, long Completed)>> InvitationsAsync(
        Guid[] touchpoints, Guid? persona, FixedScope scope, CancellationToken cancel)
    {
        await using var command = Command(
            """
            SELECT touchpoint_id, count(*), count(*) FILTER (WHERE completed_at IS NOT NULL) FROM invitations
            WHERE touchpoint_id = ANY($1) AND created_at >= $2 AND created_at < $3 AND sent_at IS NOT NULL AND ($4::uuid IS NULL OR persona_id = $4)
            GROUP BY touchpoint_id
            """, touchpoints, scope.Since, scope.Until, persona is { } id ? id : DBNull.Value);
        Dictionary<Guid, (long, long)> rates = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) rates[reader.GetGuid(0)] = (reader.GetInt64(1), reader.GetInt64(2));
        return rates;
    }

    /// <summary>Ratings of the outcome question over the journey by persona, and the different people who gave them.</summary>
    internal async Task<List<NpsCount>> NpsAsync(Guid[] touchpoints, FixedScope scope, CancellationToken cancel)
    {
        await using var command = Command(
            """
            SELECT persona_id, value::int, count(*), count(DISTINCT customer_id) FROM response_scores
            WHERE touchpoint_id = ANY($1) AND day BETWEEN $2 AND $3 AND (counts OR NOT $4) AND dimension = 'nps'
            GROUP BY GROUPING SETS ((persona_id, value::int), (persona_id), ())
            """, touchpoints, scope.From, scope.To, scope.Latest);
        List<NpsCount> counts = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            counts.Add(new NpsCount(reader.IsDBNull(0) ? Guid.Empty : reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3)));
        return counts;
    }

    internal NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}

/// <summary>How many of a persona gave a rating; without a rating, all of the persona; with neither (an empty persona id), everybody once.</summary>
internal sealed record NpsCount(Guid Persona, int? Rating, long Answers, long People);
