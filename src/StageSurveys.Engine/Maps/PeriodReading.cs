using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Sums and people of cells over several periods at once, undecayed: one statement for all periods, not one for each.</summary>
public sealed class PeriodReading(CellReading cells, Crowds crowds)
{
    /// <summary>
    /// For each period, the sums of each persona's cell and the people behind it (see <see cref="Crowds"/>); persona <see cref="Guid.Empty"/> is everybody.
    /// Empty cells are missing.
    /// </summary>
    internal async Task<PeriodCells[]> RunAsync(Guid[] touchpoints, IReadOnlyList<Period> periods, FixedScope scope, ScoringProfile profile, CancellationToken cancel)
    {
        var rows = await cells.RowsAsync(touchpoints, periods, scope, cancel);
        var people = await crowds.RunAsync(
            rows.SelectMany((own, place) => own.SelectMany(x => x.Parts()).Select(x => ((place, x.Figure.Touchpoint, x.Figure.Dimension), x.Part with { Within = periods[place] }))),
            scope, profile, cancel);
        var byPlace = people.ToLookup(x => x.Key.Figure.place);
        return [.. rows.Select((own, place) => new PeriodCells(
            CellRow.Sum(own, scope), byPlace[place].ToDictionary(x => (x.Key.Figure.Touchpoint, x.Key.Persona, x.Key.Figure.Dimension), x => x.Value)))];
    }
}

/// <summary>The cells of a period.</summary>
internal sealed record PeriodCells(
    Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums> Sums, Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), long> People);
