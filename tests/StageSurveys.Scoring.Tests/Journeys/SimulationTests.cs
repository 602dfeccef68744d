namespace StageSurveys.Scoring.Tests.Journeys;

/// <summary>The model's promise: eight personas, face answers, persona means N(20, 30).</summary>
public class SimulationTests
{
    private const int Rounds = 1500;

    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(60)]
    public void Shrinkage_brings_cells_nearer_to_the_truth(int meanN)
    {
        var (raw, shrunk, _) = Simulate(meanN);

        // 16–28 % is the model's promise; how much comes out depends on how unequal the cells are, hence the wider band.
        Assert.InRange(1 - shrunk / raw, 0.14, 0.34);
    }

    [Fact]
    public void The_interval_covers_the_truth_about_as_often_as_it_says()
    {
        foreach (var meanN in new[] { 8, 20, 60 })
        {
            var (_, _, coverage) = Simulate(meanN);
            Assert.InRange(coverage, 0.92, 0.97);
        }
    }

    private static (double Raw, double Shrunk, double Coverage) Simulate(int meanN)
    {
        var random = new Random(20_261_121);
        double raw = 0, shrunk = 0;
        int cells = 0, wide = 0, covered = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var people = Enumerable.Range(0, 8).Select(_ => Persona(random, meanN)).ToArray();
            var estimates = people.Select(p => CellEstimate.Of(p.Sums, Dimension.Emotion, V1)!).ToArray();
            var basis = Shrinkage.Basis(estimates.Select(Sibling.Of), V1);
            for (var i = 0; i < people.Length; i++)
            {
                var theta = Shrinkage.Shrink(Sibling.Of(estimates[i]), basis).Value;
                raw += Math.Pow(estimates[i].Mean - people[i].Truth, 2);
                shrunk += Math.Pow(theta - people[i].Truth, 2);
                cells++;
                if (estimates[i].N >= 5)
                {
                    wide++;
                    covered += people[i].Truth >= estimates[i].Low && people[i].Truth <= estimates[i].High ? 1 : 0;
                }
            }
        }

        return (Math.Sqrt(raw / cells), Math.Sqrt(shrunk / cells), (double)covered / wide);
    }

    // A face is a normal feeling (standard deviation 50 inside a persona) rounded to the nearest of five; the truth is the mean of those faces.
    private static (CellSums Sums, double Truth) Persona(Random random, int meanN)
    {
        var feeling = 20 + 30 * Gauss(random);
        var truth = Enumerable.Range(1, 5).Sum(k => 50 * (k - 3) * FaceShare(k, feeling));
        // Geometric: many small cells and a few large ones, as journeys have them.
        var n = (int)Math.Ceiling(Math.Log(1 - random.NextDouble()) / Math.Log(1 - 1.0 / meanN));
        n = Math.Max(1, n);
        var sums = CellSums.Empty;
        for (var i = 0; i < n; i++)
        {
            sums = sums.Add(50 * (Math.Clamp((int)Math.Round((feeling + 50 * Gauss(random)) / 50) + 3, 1, 5) - 3));
        }

        return (sums, truth);
    }

    private static double FaceShare(int face, double feeling)
    {
        double Below(double edge) => MathNet.Numerics.Distributions.Normal.CDF(feeling, 50, edge);
        var middle = 50 * (face - 3);
        return (face == 5 ? 1 : Below(middle + 25)) - (face == 1 ? 0 : Below(middle - 25));
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
