namespace StageSurveys.Scoring.Tests.Journeys;

/// <summary>
/// The model's promise: eight personas, face answers, persona means N(20, 30). The model leaves open how answers scatter inside a persona and how unequal
/// its cells are; here feelings scatter by 45, and cells are of exponential size, many small ones and a few large. Answers that scatter more gain more from
/// shrinkage (31 % at a mean of three answers when they scatter by 50), and cells of equal size gain less.
/// </summary>
public class SimulationTests
{
    private const int Rounds = 6000;
    private const double Scatter = 45;

    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    // One world for each mean number of answers, made when the first test asks for it.
    private static readonly Lazy<(double Gain, double Coverage)[]> Worlds = new(() => [.. new[] { 60, 20, 8, 3 }.Select(Simulate)]);

    [Fact]
    public void Shrinkage_brings_cells_16_to_28_percent_nearer_to_the_truth_and_more_the_fewer_the_answers()
    {
        var gains = Worlds.Value.Select(x => x.Gain).ToArray();

        Assert.All(gains, gain => Assert.InRange(gain, 0.16, 0.28));
        Assert.Equal(gains.Order(), gains);
    }

    [Fact]
    public void The_interval_covers_the_truth_in_93_to_96_percent_of_the_cells_with_five_answers_or_more() =>
        Assert.All(Worlds.Value, world => Assert.InRange(world.Coverage, 0.93, 0.96));

    private static (double Gain, double Coverage) Simulate(int meanN)
    {
        var random = new Random(20_261_121);
        double raw = 0, shrunk = 0;
        int wide = 0, covered = 0;
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
                if (estimates[i].N >= 5)
                {
                    wide++;
                    covered += people[i].Truth >= estimates[i].Low && people[i].Truth <= estimates[i].High ? 1 : 0;
                }
            }
        }

        return (1 - Math.Sqrt(shrunk / raw), (double)covered / wide);
    }

    // A face is a normal feeling rounded to the nearest of five; the truth is the mean of those faces.
    private static (CellSums Sums, double Truth) Persona(Random random, int meanN)
    {
        var feeling = 20 + 30 * Gauss(random);
        var truth = Enumerable.Range(1, 5).Sum(k => 50 * (k - 3) * FaceShare(k, feeling));
        var n = Math.Max(1, (int)Math.Round(-meanN * Math.Log(1 - random.NextDouble())));
        var sums = CellSums.Empty;
        for (var i = 0; i < n; i++)
        {
            sums = sums.Add(50 * (Math.Clamp((int)Math.Round((feeling + Scatter * Gauss(random)) / 50) + 3, 1, 5) - 3));
        }

        return (sums, truth);
    }

    private static double FaceShare(int face, double feeling)
    {
        double Below(double edge) => MathNet.Numerics.Distributions.Normal.CDF(feeling, Scatter, edge);
        var middle = 50 * (face - 3);
        return (face == 5 ? 1 : Below(middle + 25)) - (face == 1 ? 0 : Below(middle - 25));
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
