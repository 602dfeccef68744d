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
        return (await cells.DaysAsync([.. byId.Keys], persona?.Id, scope, cancel)).Where(x => !journey.Cell(byId[x.Touchpoint], persona?.Key)[x.Dimension].Suppressed)
            .ToDictionary(x => (byId[x.Touchpoint], x.Dimension), x => new CellAge(
                x.Latest, scope.To.DayNumber - x.Latest.DayNumber, scope.To.DayNumber - x.Mean, Staleness.IsStale(x.Latest, scope.To, journey.Profile)));
    }
}
