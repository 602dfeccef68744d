namespace StageSurveys.Scoring.Tests.Journeys;

/// <summary>
/// The model's promise: eight personas, face answers, persona means N(20, 30); shrinkage lowers the RMSE of a cell by 16 to 28 % (mean n from 60 to 3) and the
/// interval of M4 covers the truth in 93 to 96 % of the cells with five answers or more.
/// <para>
/// The promise leaves open how answers scatter inside a persona and how unequal its cells are, and the gain depends on both. It holds as written, at both
/// ends, where feelings scatter by 45 and sizes are exponential, many small cells and a few large: that is one world among many, not a law. Where answers
/// scatter more the gain is larger (geometric sizes, scatter 50: 17 to 31 %), and where cells are of equal size there is little to gain from many answers
/// (1 to 2 % at n = 60), since none of them needs its siblings. What holds in every world is tested in every world: the interval, and that shrinkage never
/// does harm and helps the more, the fewer the answers.
/// </para>
/// </summary>
public class SimulationTests
{
    private const int Rounds = 6000;

    private static readonly int[] MeanSizes = [60, 20, 8, 3];
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    /// <summary>Sizes of cells around a mean.</summary>
    public enum Sizes { Exponential, Geometric, Uniform, Poisson, Equal }

    [Fact]
    public void Where_a_few_cells_are_large_and_many_small_shrinkage_brings_them_16_to_28_percent_nearer_to_the_truth()
    {
        var gains = World(Sizes.Exponential, 45, Rounds).Select(x => x.Gain).ToArray();

        Assert.All(gains, gain => Assert.InRange(gain, 0.16, 0.28));
        Assert.Equal(gains.Order(), gains);
    }

    [Theory]
    [InlineData(Sizes.Exponential, 45)]
    [InlineData(Sizes.Exponential, 60)]
    [InlineData(Sizes.Geometric, 50)]
    [InlineData(Sizes.Uniform, 50)]
    [InlineData(Sizes.Poisson, 45)]
    [InlineData(Sizes.Poisson, 55)]
    [InlineData(Sizes.Equal, 50)]
    public void In_every_world_the_interval_covers_the_truth_in_93_to_96_percent_and_shrinkage_helps_more_the_fewer_the_answers(Sizes sizes, double scatter)
    {
        var worlds = World(sizes, scatter, Rounds / 2);

        Assert.All(worlds.Where(x => x.Wide > 1000), x => Assert.InRange((double)x.Covered / x.Wide, 0.93, 0.96));
        Assert.All(worlds, x => Assert.True(x.Gain > 0, $"{x.Gain}"));
        Assert.Equal(worlds.Select(x => x.Gain).Order(), worlds.Select(x => x.Gain));
    }

    [Fact]
    public void Many_answers_in_every_cell_leave_little_to_gain() => Assert.InRange(Simulate(Sizes.Equal, 50, 60, Rounds).Gain, 0, 0.04);

    private static (double Gain, int Wide, int Covered)[] World(Sizes sizes, double scatter, int rounds) => [.. MeanSizes.Select(n => Simulate(sizes, scatter, n, rounds))];

    private static (double Gain, int Wide, int Covered) Simulate(Sizes sizes, double scatter, int meanN, int rounds)
    {
        var random = new Random(20_261_121);
        double raw = 0, shrunk = 0;
        int wide = 0, covered = 0;
        for (var round = 0; round < rounds; round++)
        {
            var people = Enumerable.Range(0, 8).Select(_ => Persona(random, scatter, Size(random, sizes, meanN))).ToArray();
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

        return (1 - Math.Sqrt(shrunk / raw), wide, covered);
    }

    private static int Size(Random random, Sizes sizes, int mean) => sizes switch
    {
        Sizes.Exponential => Math.Max(1, (int)Math.Round(-mean * Math.Log(1 - random.NextDouble()))),
        Sizes.Geometric => 1 + (int)Math.Floor(Math.Log(1 - random.NextDouble()) / Math.Log(1 - 1.0 / mean)),
        Sizes.Uniform => 1 + random.Next(0, 2 * mean - 1),
        Sizes.Poisson => Math.Max(1, Poisson(random, mean)),
        _ => mean,
    };

    private static int Poisson(Random random, int mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), 1.0, -1);
        do
        {
            product *= random.NextDouble();
            count++;
        }
        while (product > limit);
        return count;
    }

    // A face is a normal feeling rounded to the nearest of five; the truth is the mean of those faces.
    private static (CellSums Sums, double Truth) Persona(Random random, double scatter, int n)
    {
        var feeling = 20 + 30 * Gauss(random);
        var truth = Enumerable.Range(1, 5).Sum(k => 50 * (k - 3) * FaceShare(k, feeling, scatter));
        var sums = CellSums.Empty;
        for (var i = 0; i < n; i++)
        {
            sums = sums.Add(50 * (Math.Clamp((int)Math.Round((feeling + scatter * Gauss(random)) / 50) + 3, 1, 5) - 3));
        }

        return (sums, truth);
    }

    private static double FaceShare(int face, double feeling, double scatter)
    {
        double Below(double edge) => MathNet.Numerics.Distributions.Normal.CDF(feeling, scatter, edge);
        var middle = 50 * (face - 3);
        return (face == 5 ? 1 : Below(middle + 25)) - (face == 1 ? 0 : Below(middle - 25));
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
