using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>How old the answers of a cell are.</summary>
/// <param name="Latest">UTC date of the latest.</param>
/// <param name="MeanDays">Mean age in days, on the last day of the scope.</param>
/// <param name="Days">Age of the latest in days, on the last day of the scope.</param>
/// <param name="Stale">The latest is a half-life old or more.</param>
public sealed record CellAge(DateOnly Latest, int Days, double MeanDays, bool Stale);

/// <summary>Reads the age of the answers behind every shown figure of a line, with one statement.</summary>
public sealed class CellAges(CellReading cells)
{
    /// <summary>By touchpoint key and dimension, for one persona or everybody; a figure that is hidden has none.</summary>
    public async Task<IReadOnlyDictionary<(string Touchpoint, Dimension Dimension), CellAge>> RunAsync(ScoredJourney journey, MapPersona? persona, CancellationToken cancel)
    {
        var scope = journey.Scope;
        var byId = journey.Touchpoints.ToDictionary(x => x.Id, x => x.Key);
        await using var command = cells.Command(
            """
            SELECT touchpoint_id, dimension, max(day), sum(n)::bigint, sum(n::bigint * (day - DATE '2000-01-01'))::bigint FROM cell_days
            WHERE touchpoint_id = ANY($1) AND day BETWEEN $2 AND $3 AND latest = $4 AND n > 0 AND ($5::uuid IS NULL OR persona_id = $5)
            GROUP BY 1, 2
            """, byId.Keys.ToArray(), scope.From, scope.To, scope.Latest, persona is null ? DBNull.Value : persona.Id);
        Dictionary<(string, Dimension), CellAge> ages = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var touchpoint = byId[reader.GetGuid(0)];
            if (Dimensions.FromId(reader.GetString(1)) is not { } dimension || journey.Cell(touchpoint, persona?.Key)[dimension].Suppressed) continue;
            var latest = reader.GetFieldValue<DateOnly>(2);
            var mean = scope.To.DayNumber - new DateOnly(2000, 1, 1).DayNumber - (double)reader.GetInt64(4) / reader.GetInt64(3);
            ages[(touchpoint, dimension)] = new CellAge(latest, scope.To.DayNumber - latest.DayNumber, mean, Staleness.IsStale(latest, scope.To, journey.Profile));
        }

        return ages;
    }
}
