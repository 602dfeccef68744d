namespace StageSurveys.Scoring;

/// <summary>
/// What a cell keeps instead of answers (M4): n, Σu, Σu², Σux, Σux². Sums of two cells add up to the sums of both together; the default value is the
/// empty cell. The same shape holds a day's undecayed sums (w in place of u), see <see cref="DailySums"/>.
/// </summary>
/// <param name="N">Responses that count.</param>
/// <param name="U">Σu, sum of weights.</param>
/// <param name="U2">Σu², sum of squared weights.</param>
/// <param name="Ux">Σux.</param>
/// <param name="Ux2">Σux².</param>
public readonly record struct CellSums(long N, double U, double U2, double Ux, double Ux2)
{
    /// <summary>The empty cell.</summary>
    public static CellSums Empty => default;

    /// <summary>True when no response counts.</summary>
    public bool IsEmpty => N == 0;

    /// <summary>These sums with one response more.</summary>
    /// <param name="value">Score x of the response.</param>
    /// <param name="weight">Weight u ≥ 0; a response of weight 0 does not count and changes nothing.</param>
    public CellSums Add(double value, double weight = 1) => weight > 0
        ? new(N + 1, U + weight, U2 + weight * weight, Ux + weight * value, Ux2 + weight * value * value)
        : this;

    /// <summary>Both cells together.</summary>
    public static CellSums operator +(CellSums left, CellSums right) =>
        new(left.N + right.N, left.U + right.U, left.U2 + right.U2, left.Ux + right.Ux, left.Ux2 + right.Ux2);

    /// <summary>All cells together, added in the given order.</summary>
    public static CellSums Sum(IEnumerable<CellSums> cells) => cells.Aggregate(Empty, (left, right) => left + right);

    /// <summary>These sums with every weight multiplied by λ; a factor of 0 empties the cell.</summary>
    public CellSums Times(double factor) => factor > 0
        ? new(N, factor * U, factor * factor * U2, factor * Ux, factor * Ux2)
        : Empty;
}

/// <summary>The undecayed sums (w = ω·ν·q) of one cell on one UTC day.</summary>
/// <param name="Day">UTC date of the responses.</param>
/// <param name="Sums">n, Σw, Σw², Σwx, Σwx² of that day.</param>
public readonly record struct DailySums(DateOnly Day, CellSums Sums);
