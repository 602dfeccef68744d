namespace StageSurveys.Scoring;

/// <summary>
/// M5's complement rule for a table whose sums along both edges may be shown: personas by weeks, say, beside everybody of each week and each persona's whole
/// time, or personas by surveys of one touchpoint. A single hidden cell in a row or a column could be had by subtraction, so its next smallest neighbour is hidden too, which may leave a single
/// one in another row or column, and so on until none is left (secondary suppression, Cox 1980, Journal of the American Statistical Association 75).
/// </summary>
public static class SuppressionTable
{
    /// <summary>Which cells are hidden. The result only grows with the rule for one column, <see cref="Suppression.Hidden"/>.</summary>
    /// <param name="people">People of each cell, row by row; all rows are equally long. Where everybody is a row as well, it comes last.</param>
    /// <param name="profile">Holds the floor.</param>
    /// <returns>For each row and column, whether the cell is hidden.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static bool[,] Hidden(IReadOnlyList<IReadOnlyList<long>> people, ScoringProfile profile)
    {
        var (rows, columns) = (people.Count, people.Count == 0 ? 0 : people[0].Count);
        if (people.Any(row => row.Count != columns)) throw new ArgumentException("The rows of a table are equally long.", nameof(people));
        var hidden = new bool[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                hidden[row, column] = Suppression.IsBelowFloor(people[row][column], profile);

        bool grown;
        do
        {
            grown = false;
            for (var column = 0; column < columns; column++) grown |= Protect([.. Enumerable.Range(0, rows).Select(row => (row, column))]);
            for (var row = 0; row < rows; row++) grown |= Protect([.. Enumerable.Range(0, columns).Select(column => (row, column))]);
        }
        while (grown);
        return hidden;

        // Empty cells are hidden but protect nobody. Of equally small cells the first goes, so that everybody goes last.
        bool Protect((int Row, int Column)[] line)
        {
            var full = line.Where(x => people[x.Row][x.Column] > 0).ToArray();
            if (Suppression.IsProtected(full.Where(x => hidden[x.Row, x.Column]).Select(x => people[x.Row][x.Column]), profile)) return false;
            var open = full.Where(x => !hidden[x.Row, x.Column]).OrderBy(x => people[x.Row][x.Column]).ToArray();
            if (open.Length == 0) return false;
            hidden[open[0].Row, open[0].Column] = true;
            return true;
        }
    }
}
