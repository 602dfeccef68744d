using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>The sums of a persona at a touchpoint from one survey version over a window: five numbers for each dimension.</summary>
/// <param name="Latest">Answers by dimension that count under the 30-day rule, whichever rule the sums follow.</param>
/// <param name="First">A day on or before the first answer.</param>
internal sealed record CellRow(Guid Touchpoint, Guid Persona, Guid Version, CellSums[] Sums, long[] Latest, DateOnly First)
{
    /// <summary>
    /// Under a filter by company: these are everybody's sums, which stand in no figure and say what the filtered ones would give away by subtraction.
    /// </summary>
    public bool Whole { get; init; }

    /// <summary>Who stands behind its figures.</summary>
    public IEnumerable<((Guid Touchpoint, string Dimension) Figure, CrowdPart Part)> Parts() =>
        Dimensions.All.Select((x, i) => ((Touchpoint, x.Id()), new CrowdPart(Touchpoint, Persona, Version, x.Id(), Sums[i].N, Latest[i], First) { Whole = Whole }));

    /// <summary>The sums of each persona's cell over the surveys that count; empty cells are missing.</summary>
    public static Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), CellSums> Sum(List<CellRow> rows, FixedScope scope)
    {
        Dictionary<(Guid, Guid, string), CellSums> sums = [];
        // In order of version, so that the same rows give the same bits.
        foreach (var row in rows.Where(x => !x.Whole && scope.Takes(x.Version)).OrderBy(x => x.Version))
            foreach (var (dimension, i) in Dimensions.All.Select((x, i) => (x.Id(), i)).Where(x => !row.Sums[x.i].IsEmpty))
                sums[(row.Touchpoint, row.Persona, dimension)] = sums.GetValueOrDefault((row.Touchpoint, row.Persona, dimension)) + row.Sums[i];
        return sums;
    }
}

/// <summary>A row of <see cref="CellSpan"/>.</summary>
internal sealed record CellSpanRow(Guid Persona, Guid Version, DateOnly Start, double[] Every, double[] Latest);

/// <summary>Adds spans up to the sums of each persona at each touchpoint from each survey version.</summary>
/// <param name="latest">Under which rule.</param>
internal sealed class CellSumming(bool latest)
{
    private const int Each = 5;
    private readonly Dictionary<(Guid Touchpoint, Guid Persona, Guid Version), Total> totals = [];

    /// <summary>Adds a span; its factor comes on top of the weights, and its square on top of Σu². Answers are counted without it.</summary>
    public void Add(Guid touchpoint, CellSpanRow row, double factor)
    {
        var key = (touchpoint, row.Persona, row.Version);
        if (!totals.TryGetValue(key, out var total)) totals[key] = total = new Total(row.Start);
        if (row.Start < total.First) total.First = row.Start;
        var own = latest ? row.Latest : row.Every;
        for (var i = 0; i < 3; i++)
        {
            var (from, to) = (SpanFolding.Numbers * i, Each * i);
            total.Sums[to] += own[from];
            total.Sums[to + 1] += factor * own[from + 1];
            total.Sums[to + 2] += factor * factor * own[from + 2];
            total.Sums[to + 3] += factor * own[from + 3];
            total.Sums[to + 4] += factor * own[from + 4];
            total.Latest[i] += (long)row.Latest[from];
        }
    }

    public List<CellRow> Rows() => [.. totals.Select(x => new CellRow(x.Key.Touchpoint, x.Key.Persona, x.Key.Version, [Of(x.Value, 0), Of(x.Value, 1), Of(x.Value, 2)], x.Value.Latest, x.Value.First))];

    private static CellSums Of(Total total, int dimension) => total.Sums.AsSpan(Each * dimension, Each) is var own && own[0] > 0
        ? new CellSums((long)own[0], own[1], own[2], own[3], own[4])
        : CellSums.Empty;

    private sealed class Total(DateOnly first)
    {
        public DateOnly First { get; set; } = first;

        public double[] Sums { get; } = new double[3 * Each];

        public long[] Latest { get; } = new long[3];
    }
}
