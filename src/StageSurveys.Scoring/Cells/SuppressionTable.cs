namespace StageSurveys.Scoring;

/// <summary>The sum of a row of a <see cref="SuppressionTable"/>, as it is shown elsewhere.</summary>
/// <param name="People">People of all cells together; a person may be in several.</param>
/// <param name="Hidden">True where the sum is not shown.</param>
public readonly record struct SuppressionTotal(long People, bool Hidden);

/// <summary>
/// M5's complement rule for a table whose sums along both edges may be shown: personas by weeks, say, beside everybody of each week and each persona's whole
/// time, or personas by surveys of one touchpoint. A single hidden cell in a row or a column could be had by subtraction, so its next smallest neighbour is hidden too, which may leave a single
/// one in another row or column, and so on until none is left (secondary suppression, Cox 1980, Journal of the American Statistical Association 75). Hidden cells of several lines may
/// still leave one of them nothing to choose; so in the end every small one is held against all sums that are shown, as a bridge in the graph of what is hidden (Gusfield 1988, SIAM Journal on
/// Computing 17): what follows from them gets another hidden neighbour.
/// </summary>
public static class SuppressionTable
{
    /// <summary>Which cells are hidden. The result only grows with the rule for one column, <see cref="Suppression.Hidden"/>.</summary>
    /// <param name="people">People of each cell, row by row; all rows are equally long. The last row is everybody, the sum of the others.</param>
    /// <param name="profile">Holds the floor.</param>
    /// <param name="totals">The sum of each row; null where all are shown. The cells of a row whose sum is hidden are hidden with it.</param>
    /// <returns>For each row and column, whether the cell is hidden.</returns>
    /// <exception cref="ArgumentException">The rows differ in length, or there are not as many totals as rows.</exception>
    public static bool[,] Hidden(IReadOnlyList<IReadOnlyList<long>> people, ScoringProfile profile, IReadOnlyList<SuppressionTotal>? totals = null)
    {
        var (rows, columns) = (people.Count, people.Count == 0 ? 0 : people[0].Count);
        if (people.Any(row => row.Count != columns)) throw new ArgumentException("The rows of a table are equally long.", nameof(people));
        totals ??= [.. people.Select(row => new SuppressionTotal(row.Sum(), false))];
        if (totals.Count != rows) throw new ArgumentException("Each row has a total.", nameof(totals));
        var hidden = new bool[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                hidden[row, column] = totals[row].Hidden || Suppression.IsBelowFloor(people[row][column], profile);

        bool grown;
        do
        {
            grown = false;
            for (var column = 0; column < columns; column++) grown |= Protect([.. Enumerable.Range(0, rows).Select(row => (row, column))]);
            for (var row = 0; row < rows; row++) grown |= Protect([.. Enumerable.Range(0, columns).Select(column => (row, column))]);
            grown = grown || Audit(people, profile, totals, hidden);
        }
        while (grown);
        return hidden;

        // Empty cells are hidden but protect nobody. Of equally small cells the first goes, so that everybody goes last.
        bool Protect((int Row, int Column)[] line)
        {
            var full = line.Where(x => people[x.Row][x.Column] > 0).ToArray();
            long[] gone = [.. full.Where(x => hidden[x.Row, x.Column]).Select(x => people[x.Row][x.Column])];
            // What is hidden for the sake of another may be had, as long as that one may not: the audit sees to it.
            if (!gone.Any(x => Suppression.IsBelowFloor(x, profile)) || Suppression.IsProtected(gone, profile)) return false;
            var open = full.Where(x => !hidden[x.Row, x.Column]).OrderBy(x => people[x.Row][x.Column]).ToArray();
            if (open.Length == 0) return false;
            hidden[open[0].Row, open[0].Column] = true;
            return true;
        }
    }

    /// <summary>Hides one more cell where something small follows from the sums that are shown; false when nothing does, or nothing is left to hide.</summary>
    private static bool Audit(IReadOnlyList<IReadOnlyList<long>> people, ScoringProfile profile, IReadOnlyList<SuppressionTotal> totals, bool[,] hidden)
    {
        var (rows, columns) = (people.Count, people.Count == 0 ? 0 : people[0].Count);
        var links = Links();
        var at = links.SelectMany(x => new[] { (Point: x.Row, Link: x), (Point: x.Column, Link: x) }).ToLookup(x => x.Point, x => x.Link);
        if (Bridges().FirstOrDefault(x => Suppression.IsBelowFloor(x.People, profile)) is not { } told) return false;
        var open = Enumerable.Range(0, rows).SelectMany(_ => Enumerable.Range(0, columns), (row, column) => (Row: row, Column: column))
            .Where(x => people[x.Row][x.Column] > 0 && !hidden[x.Row, x.Column]).OrderBy(x => x.Row == rows - 1).ThenBy(x => people[x.Row][x.Column]).ToArray();
        if (open.Length == 0) return false;
        // The smallest that leads from one side to the other; where there is none in one step, the smallest.
        var (one, other) = (Side(told.Row), Side(told.Column));
        var crossing = open.Where(x => (one.Contains(x.Row) && other.Contains(rows + x.Column)) || (other.Contains(x.Row) && one.Contains(rows + x.Column))).ToArray();
        var next = crossing.Length > 0 ? crossing[0] : open[0];
        hidden[next.Row, next.Column] = true;
        return true;

        // Every line with its sum says one thing of what is hidden in it. Rows and columns are points, what is hidden joins two of them; the column of the totals is one more.
        List<Link> Links()
        {
            List<Link> found = [];
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                    if (hidden[row, column] && people[row][column] > 0)
                        found.Add(new Link(row, rows + column, people[row][column]));
                if (totals[row] is { Hidden: true, People: > 0 and var all }) found.Add(new Link(row, rows + columns, all));
            }

            return found;
        }

        // Depth first (Tarjan 1974): a link is a bridge where nothing behind it leads back to a point that was entered before.
        List<Link> Bridges()
        {
            var (entered, low) = (new int[rows + columns + 1], new int[rows + columns + 1]);
            var count = 0;
            List<Link> bridges = [];
            for (var point = 0; point < entered.Length; point++)
                if (entered[point] == 0)
                    Walk(point, null);
            return bridges;

            void Walk(int point, Link? from)
            {
                entered[point] = low[point] = ++count;
                foreach (var link in at[point].Where(x => x != from))
                {
                    var next = link.Row == point ? link.Column : link.Row;
                    if (entered[next] > 0) low[point] = Math.Min(low[point], entered[next]);
                    else
                    {
                        Walk(next, link);
                        low[point] = Math.Min(low[point], low[next]);
                        if (low[next] > entered[point]) bridges.Add(link);
                    }
                }
            }
        }

        HashSet<int> Side(int start)
        {
            HashSet<int> reached = [start];
            var left = new Queue<int>(reached);
            while (left.TryDequeue(out var point))
                foreach (var link in at[point].Where(x => x != told))
                {
                    var next = link.Row == point ? link.Column : link.Row;
                    if (reached.Add(next)) left.Enqueue(next);
                }

            return reached;
        }
    }

    /// <summary>Something hidden, between its row and its column. It follows from what is shown exactly when nothing else that is hidden leads from the one to the other.</summary>
    private sealed record Link(int Row, int Column, long People);
}
