namespace StageSurveys.Scoring;

/// <summary>
/// How a shown figure came about, kept by the computation itself so that a screen can lay it open without computing anything again (M4, M6). A figure that
/// is hidden has none.
/// </summary>
/// <param name="Sums">n, Σu, Σu², Σux, Σux² of the cell.</param>
/// <param name="Own">What the sums say alone: m, s², s, SE, n_eff, interval.</param>
/// <param name="Shrunk">θ, SE(θ), Z and the value towards which the mean was drawn.</param>
/// <param name="K">Answers at which a cell counts half; null for a figure that stands alone.</param>
/// <param name="Siblings">v, a, m̄ and the number of siblings; null for a figure that stands alone. Only siblings that are shown take part.</param>
public sealed record CellWorking(CellSums Sums, CellEstimate Own, ShrunkValue Shrunk, double? K, ShrinkageBasis? Siblings);
