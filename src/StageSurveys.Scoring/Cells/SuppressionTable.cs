using MathNet.Numerics.LinearAlgebra;

namespace StageSurveys.Scoring;

/// <summary>The sum of a row of a <see cref="SuppressionTable"/>, as it is shown elsewhere.</summary>
/// <param name="People">People of all cells together; a person may be in several.</param>
/// <param name="Hidden">True where the sum is not shown.</param>
public readonly record struct SuppressionTotal(long People, bool Hidden);

/// <summary>
/// M5's complement rule for a table whose sums along both edges may be shown: personas by weeks, say, beside everybody of each week and each persona's whole
/// time, or personas by surveys of one touchpoint. A single hidden cell in a row or a column could be had by subtraction, so its next smallest neighbour is hidden too, which may leave a single
/// one in another row or column, and so on until none is left (secondary suppression, Cox 1980, Journal of the American Statistical Association 75). Hidden cells of several lines may
/// still leave one of them nothing to choose; so in the end every small one is held against all sums that are shown (the audit of Duncan and Lambert 1986, the same journal 81): what follows
/// from them is given another hidden neighbour.
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
            if (Suppression.IsProtected(full.Where(x => hidden[x.Row, x.Column]).Select(x => people[x.Row][x.Column]), profile)) return false;
            var open = full.Where(x => !hidden[x.Row, x.Column]).OrderBy(x => people[x.Row][x.Column]).ToArray();
            if (open.Length == 0) return false;
            hidden[open[0].Row, open[0].Column] = true;
            return true;
        }
    }

    /// <summary>Hides one more cell where something small follows from the sums that are shown; false when nothing does, or nothing is left to hide.</summary>
    private static bool Audit(IReadOnlyList<IReadOnlyList<long>> people, ScoringProfile profile, IReadOnlyList<SuppressionTotal> totals, bool[,] hidden)
    {
        var (everybody, columns) = (people.Count - 1, people.Count == 0 ? 0 : people[0].Count);
        var cells = Enumerable.Range(0, Math.Max(0, everybody)).SelectMany(_ => Enumerable.Range(0, columns), (row, column) => (Row: row, Column: column))
            .Where(x => people[x.Row][x.Column] > 0).ToArray();
        if (FollowingFrom(hidden) is not { } told) return false;
        var open = cells.Concat(Enumerable.Range(0, columns).Select(x => (Row: everybody, Column: x))).Where(x => people[x.Row][x.Column] > 0 && !hidden[x.Row, x.Column])
            .OrderBy(x => x.Row == everybody).ThenBy(x => people[x.Row][x.Column]).ToArray();
        if (open.Length == 0) return false;
        // The smallest that helps; where none does by itself, the smallest.
        var next = open.Cast<(int Row, int Column)?>().FirstOrDefault(x => FollowingFrom(With(x!.Value)) != told) ?? open[0];
        hidden[next.Row, next.Column] = true;
        return true;

        bool[,] With((int Row, int Column) more)
        {
            var with = (bool[,])hidden.Clone();
            with[more.Row, more.Column] = true;
            return with;
        }

        // The first small cell, or small sum, that is a sum of sums that are shown; a row or column of −1 stands for a sum.
        (int Row, int Column)? FollowingFrom(bool[,] kept)
        {
            var unknown = cells.Where(x => kept[x.Row, x.Column]).ToArray();
            var small = Enumerable.Range(0, everybody + 1).SelectMany(_ => Enumerable.Range(-1, columns + 1), (row, column) => (Row: row, Column: column))
                .Where(x => IsSmall(x.Row, x.Column)).ToArray();
            if (small.Length == 0) return null;
            var shown = Enumerable.Range(0, columns).Where(x => !kept[everybody, x]).Select(x => Sum(everybody, x))
                .Concat(Enumerable.Range(0, everybody + 1).Where(x => !totals[x].Hidden).Select(x => Sum(x, -1))).Where(x => x.Any(v => v != 0)).ToArray();
            // What may be added to the unknown cells without any shown sum changing. Where that changes a sum too, nobody can know it.
            var free = unknown.Length == 0 ? [] : shown.Length == 0
                ? [.. Enumerable.Range(0, unknown.Length).Select(i => Vector<double>.Build.Dense(unknown.Length, x => x == i ? 1 : 0))]
                : Matrix<double>.Build.DenseOfRowArrays(shown).Kernel();
            return small.Cast<(int Row, int Column)?>().FirstOrDefault(x =>
            {
                var sum = Sum(x!.Value.Row, x.Value.Column);
                return free.All(way => Math.Abs(way.Zip(sum, (a, b) => a * b).Sum()) < 1e-9);
            });

            // Over the unknown cells: the others are known.
            double[] Sum(int row, int column) => [.. unknown.Select(x => (row == everybody || x.Row == row) && (column < 0 || x.Column == column) ? 1.0 : 0)];
        }

        bool IsSmall(int row, int column)
        {
            var some = column < 0 ? totals[row].People : people[row][column];
            return some > 0 && Suppression.IsBelowFloor(some, profile);
        }
    }
}
