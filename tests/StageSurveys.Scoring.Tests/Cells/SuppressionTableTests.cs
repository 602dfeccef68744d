using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;

namespace StageSurveys.Scoring.Tests.Cells;

public class SuppressionTableTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    [Fact]
    public void A_single_small_cell_takes_a_rectangle_with_it()
    {
        // Two personas and everybody over three months: 3 people of the first in the second month.
        bool[,] hidden = SuppressionTable.Hidden([[20, 3, 30], [40, 50, 60], [60, 53, 90]], V1);
        // In the month the next smallest is the other persona; in each persona's row the next smallest month goes, and so both stand beside a partner.
        Assert.Equal("##. ##. ...", Drawn(hidden));
    }

    [Fact]
    public void Where_only_one_persona_answered_a_hidden_month_is_hidden_for_everybody_too() =>
        // The first month is too small, the second would tell it by the whole time; nobody else answered, so everybody's figures are this persona's.
        Assert.Equal("##. ### ##.", Drawn(SuppressionTable.Hidden([[4, 8, 30], [0, 0, 0], [4, 8, 30]], V1)));

    [Fact]
    public void Nothing_small_hides_nothing_but_what_is_empty() =>
        Assert.Equal(".#. ... ...", Drawn(SuppressionTable.Hidden([[9, 0, 30], [5, 5, 5], [14, 5, 35]], V1)));

    [Fact]
    public void No_small_cell_is_hidden_alone_in_its_line() => Prop.ForAll(
        (from rows in Gen.Choose(1, 5)
         from columns in Gen.Choose(1, 6)
         from cells in Gen.Elements(0L, 1, 2, 4, 5, 6, 9, 30).ArrayOf(rows * columns)
         select WithTotal(rows, columns, cells)).ToArbitrary(),
        table =>
        {
            var hidden = SuppressionTable.Hidden(table, V1);
            var (rows, columns) = (table.Length, table[0].Length);
            var lines = Enumerable.Range(0, rows).Select(r => Enumerable.Range(0, columns).Select(c => (r, c)))
                .Concat(Enumerable.Range(0, columns).Select(c => Enumerable.Range(0, rows).Select(r => (r, c))));
            return lines.All(line =>
            {
                var full = line.Where(x => table[x.r][x.c] > 0).ToArray();
                return full.Count(x => hidden[x.r, x.c]) != 1 || full.Length == 1 || full.Single(x => hidden[x.r, x.c]) is var (r, c) && table[r][c] >= 5;
            }) && Enumerable.Range(0, rows).All(r => Enumerable.Range(0, columns).All(c => table[r][c] >= 5 || hidden[r, c]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_small_follows_from_all_sums_that_are_shown() => Prop.ForAll(
        (from rows in Gen.Choose(2, 5)
         from columns in Gen.Choose(1, 5)
         from cells in Gen.Elements(0L, 0, 1, 2, 4, 5, 6, 9, 30).ArrayOf(rows * columns)
         select WithTotal(rows, columns, cells)).ToArbitrary(),
        table =>
        {
            var (rows, columns) = (table.Length, table[0].Length);
            long[] sums = [.. table.Select(x => x.Sum())];
            SuppressionTotal[] totals =
                [.. sums[..^1].Zip(Suppression.Hidden(sums[..^1], V1), (people, gone) => new SuppressionTotal(people, gone)), new(sums[^1], Suppression.IsBelowFloor(sums[^1], V1))];
            var hidden = SuppressionTable.Hidden(table, V1, totals);
            var full = Enumerable.Range(0, (rows - 1) * columns).Where(i => table[i / columns][i % columns] > 0).ToArray();
            if (full.Length == 0) return true;
            var sides = Enumerable.Range(0, rows).SelectMany(_ => Enumerable.Range(-1, columns + 1), (row, column) => (Row: row, Column: column)).ToArray();
            double[] Of((int Row, int Column) side) =>
                [.. full.Select(i => (side.Row == rows - 1 || i / columns == side.Row) && (side.Column < 0 || i % columns == side.Column) ? 1.0 : 0)];
            bool Shown((int Row, int Column) side) => side.Column < 0 ? !totals[side.Row].Hidden : !hidden[side.Row, side.Column];
            var told = sides.Where(Shown).Select(Of).Where(x => x.Any(v => v != 0)).ToArray();
            var rank = told.Length == 0 ? 0 : Matrix<double>.Build.DenseOfRowArrays(told).Rank();
            return sides.Where(x => !Shown(x) && (x.Column < 0 ? sums[x.Row] : table[x.Row][x.Column]) is > 0 and < 5)
                .All(x => Matrix<double>.Build.DenseOfRowArrays([.. told, Of(x)]).Rank() > rank);
        }).QuickCheckThrowOnFailure();

    /// <summary>Two people of a persona once in half a year: who is hidden for their sake needs no other hidden for its own.</summary>
    [Fact]
    public void One_small_persona_does_not_take_the_whole_time_of_the_others_with_it()
    {
        long[] large = [.. Enumerable.Repeat(40L, 26)], medium = [.. Enumerable.Repeat(10L, 26)], small = [.. Enumerable.Range(0, 26).Select(x => x == 3 ? 2L : 0)];
        long[] Sum(params long[][] rows) => [.. Enumerable.Range(0, 26).Select(x => rows.Sum(row => row[x]))];

        var two = SuppressionTable.Hidden([medium, small, Sum(medium, small)], V1, [new(260, true), new(2, true), new(262, false)]);
        Assert.Equal(new string('.', 26), Drawn(two).Split(' ')[2]);
        var three = SuppressionTable.Hidden([large, medium, small, Sum(large, medium, small)], V1, [new(1040, false), new(260, true), new(2, true), new(1302, false)]);
        Assert.Equal([new string('.', 26), new string('#', 26), new string('#', 26), new string('.', 26)], Drawn(three).Split(' '));
    }

    [Fact]
    public void The_cells_of_a_row_whose_sum_is_hidden_are_hidden_with_it() =>
        // 3 and 6 are hidden over both columns; shown in the second, the 6 would leave the 3 of the first..
        Assert.Equal("## ## ## ..", Drawn(SuppressionTable.Hidden([[3, 0], [0, 6], [10, 20], [13, 26]], V1, [new(3, true), new(6, true), new(30, false), new(39, false)])));

    [Fact]
    public void Rows_of_different_length_and_missing_totals_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SuppressionTable.Hidden([[1, 2], [1]], V1));
        Assert.Throws<ArgumentException>(() => SuppressionTable.Hidden([[1, 2], [1, 2]], V1, [new(3, true)]));
    }

    private static long[][] WithTotal(int rows, int columns, long[] cells)
    {
        var table = Enumerable.Range(0, rows).Select(r => cells[(r * columns)..((r + 1) * columns)]).ToList();
        table.Add([.. Enumerable.Range(0, columns).Select(c => table.Sum(row => row[c]))]);
        return [.. table];
    }

    private static string Drawn(bool[,] hidden) => string.Join(' ', Enumerable.Range(0, hidden.GetLength(0)).Select(r =>
        string.Concat(Enumerable.Range(0, hidden.GetLength(1)).Select(c => hidden[r, c] ? '#' : '.'))));
}
