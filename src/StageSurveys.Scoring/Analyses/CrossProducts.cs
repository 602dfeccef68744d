namespace StageSurveys.Scoring;

/// <summary>What correlations need of complete rows: how many there are, and for each pair of columns Σ(x − x̄)(y − ȳ).</summary>
public sealed class CrossProducts
{
    // A column of equal values leaves only rounding; one value of a million that differs by a hundredth leaves 1e-4.
    private const double Nothing = 1e-9;

    private readonly double[,] sums;

    /// <summary>Sums that were made elsewhere.</summary>
    /// <param name="n">Complete rows.</param>
    /// <param name="sums">Symmetric; a column's own sum of squares stands in the diagonal.</param>
    /// <exception cref="ArgumentException">It is not square.</exception>
    public CrossProducts(long n, double[,] sums)
    {
        if (sums.GetLength(0) != sums.GetLength(1))
        {
            throw new ArgumentException("There must be as many rows as columns.", nameof(sums));
        }

        N = n;
        this.sums = sums;
    }

    /// <summary>Complete rows.</summary>
    public long N { get; }

    /// <summary>How many columns there are.</summary>
    public int Columns => sums.GetLength(0);

    /// <summary>True when every row has the same value there.</summary>
    public bool IsConstant(int column) => sums[column, column] < Nothing;

    /// <summary>Pearson's r, −1..1; not a number when one of the two is constant.</summary>
    public double Correlation(int one, int other) =>
        IsConstant(one) || IsConstant(other) ? double.NaN : Math.Clamp(sums[one, other] / Math.Sqrt(sums[one, one] * sums[other, other]), -1, 1);

    /// <summary>The sums of rows that have a value in every column.</summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static CrossProducts Of(IReadOnlyList<double[]> rows)
    {
        var columns = rows.Count == 0 ? 0 : rows[0].Length;
        if (rows.Any(x => x.Length != columns))
        {
            throw new ArgumentException("Each row needs the same number of values.", nameof(rows));
        }

        var means = Enumerable.Range(0, columns).Select(j => rows.Average(x => x[j])).ToArray();
        var sums = new double[columns, columns];
        foreach (var row in rows)
        {
            for (var i = 0; i < columns; i++)
            {
                for (var j = 0; j < columns; j++)
                {
                    sums[i, j] += (row[i] - means[i]) * (row[j] - means[j]);
                }
            }
        }

        return new CrossProducts(rows.Count, sums);
    }
}
