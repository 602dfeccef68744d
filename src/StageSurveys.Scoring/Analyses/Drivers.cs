using MathNet.Numerics.LinearAlgebra;

namespace StageSurveys.Scoring;

/// <summary>Relative weights of predictors on an outcome (M13). Drivers explain differences between customers, they do not say what matters to them.</summary>
/// <param name="Weights">Share of the outcome's variance that each predictor explains; they add up to <see cref="RSquared"/>.</param>
/// <param name="RSquared">R², 0..1.</param>
/// <param name="N">Complete rows they rest on; 0 when made from correlations alone.</param>
public sealed record DriverWeights(IReadOnlyList<double> Weights, double RSquared, int N)
{
    /// <summary>Correlation of each predictor with the outcome: its direction, which a weight does not have.</summary>
    public IReadOnlyList<double> Correlations { get; init; } = [];
}

/// <summary>M13: relative weights (Johnson 2000, Multivariate Behavioral Research 35).</summary>
public static class Drivers
{
    // Smallest eigenvalue of a correlation matrix below which a column counts as a linear combination of the others.
    private const double Singular = 1e-9;

    /// <summary>Rows needed: max(100, 10 × predictors).</summary>
    public static int RowsNeeded(int predictors, ScoringProfile profile) =>
        Math.Max(profile.DriversFrom, profile.DriversPerPredictor * predictors);

    /// <summary>R = VDVᵀ, Λ = V√D Vᵀ, β = Λ⁻¹r, w = Λ²β² element by element.</summary>
    /// <param name="correlations">Correlations of the predictors, symmetric.</param>
    /// <param name="outcome">Correlation of each predictor with the outcome.</param>
    /// <returns>The weights, or null when predictors depend on each other linearly.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static DriverWeights? FromCorrelations(double[,] correlations, IReadOnlyList<double> outcome)
    {
        if (outcome.Count == 0 || correlations.GetLength(0) != outcome.Count || correlations.GetLength(1) != outcome.Count)
        {
            throw new ArgumentException("There must be one row, one column and one outcome correlation for each predictor.", nameof(correlations));
        }

        var evd = Matrix<double>.Build.DenseOfArray(correlations).Evd(Symmetricity.Symmetric);
        var values = evd.EigenValues.Real();
        if (values.Minimum() < Singular)
        {
            return null;
        }

        var roots = values.PointwiseSqrt();
        var vectors = evd.EigenVectors;
        var lambda = vectors * Matrix<double>.Build.DenseOfDiagonalVector(roots) * vectors.Transpose();
        var inverse = vectors * Matrix<double>.Build.DenseOfDiagonalVector(1 / roots) * vectors.Transpose();
        var beta = inverse * Vector<double>.Build.DenseOfEnumerable(outcome);
        var weights = lambda.PointwisePower(2) * beta.PointwisePower(2);
        return new DriverWeights([.. weights], weights.Sum(), 0) { Correlations = [.. outcome] };
    }

    /// <summary>Weights from rows of answers.</summary>
    /// <param name="rows">One row a customer: a score for each predictor, null where missing.</param>
    /// <param name="outcome">The outcome of each row, null where missing.</param>
    /// <param name="profile">Says how many complete rows are needed.</param>
    /// <returns>The weights, or null with too few complete rows, a column that does not vary, or columns that depend on each other.</returns>
    /// <exception cref="ArgumentException">Rows and outcomes, or the rows among themselves, differ in length.</exception>
    public static DriverWeights? FromRows(IReadOnlyList<double?[]> rows, IReadOnlyList<double?> outcome, ScoringProfile profile)
    {
        if (rows.Count != outcome.Count || rows.Any(r => r.Length != rows[0].Length))
        {
            throw new ArgumentException("Each row needs one outcome and the same number of predictors.", nameof(rows));
        }

        return FromProducts(CrossProducts.Of([.. rows.Zip(outcome, (row, y) => row.Append(y).ToArray()).Where(row => row.All(v => v is not null)).Select(row => row.Select(v => v!.Value).ToArray())]), profile);
    }

    /// <summary>Weights from the sums of complete rows: what <see cref="FromRows"/> gives for those rows.</summary>
    /// <param name="products">A column for each predictor, and the outcome as the last one.</param>
    /// <param name="profile">Says how many complete rows are needed.</param>
    /// <returns>The weights, or null with too few complete rows, a column that does not vary, or columns that depend on each other.</returns>
    public static DriverWeights? FromProducts(CrossProducts products, ScoringProfile profile)
    {
        var predictors = products.Columns - 1;
        if (predictors < 1 || products.N < RowsNeeded(predictors, profile) || Enumerable.Range(0, products.Columns).Any(products.IsConstant))
        {
            return null;
        }

        var every = Enumerable.Range(0, predictors).ToArray();
        var result = FromCorrelations(Correlations(products, every), [.. every.Select(i => products.Correlation(i, predictors))]);
        return result is null ? null : result with { N = checked((int)products.N) };
    }

    /// <summary>
    /// Predictors that cannot be weighed, in order: those that do not vary, and those whose values follow linearly from columns before them that do and are not
    /// among these.
    /// </summary>
    /// <param name="products">A column for each predictor, and the outcome as the last one, which is not judged.</param>
    public static IReadOnlyList<int> Unusable(CrossProducts products)
    {
        List<int> kept = [], unusable = [];
        for (var column = 0; column < products.Columns - 1; column++)
        {
            if (products.IsConstant(column) || DependsLinearly(Correlations(products, [.. kept, column])))
            {
                unusable.Add(column);
            }
            else
            {
                kept.Add(column);
            }
        }

        return unusable;
    }

    private static double[,] Correlations(CrossProducts products, IReadOnlyList<int> columns)
    {
        var correlations = new double[columns.Count, columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            for (var j = 0; j < columns.Count; j++)
            {
                correlations[i, j] = i == j ? 1 : products.Correlation(columns[i], columns[j]);
            }
        }

        return correlations;
    }

    private static bool DependsLinearly(double[,] correlations) =>
        Matrix<double>.Build.DenseOfArray(correlations).Evd(Symmetricity.Symmetric).EigenValues.Real().Minimum() < Singular;
}
