namespace StageSurveys.Scoring.Tests.Cells;

public class CellWorkingTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static CellSums Cell(int n, double mean, double spread = 20) =>
        Enumerable.Range(0, n).Aggregate(CellSums.Empty, (sums, i) => sums.Add(mean + (i % 2 == 0 ? spread : -spread)));

    private static JourneyScore Score(params (string Persona, int N, double Mean)[] personas) => JourneyScoring.Score(
        new JourneyCells([new("s", [new TouchpointCells("t", [.. personas.Select(x => new PersonaCell(x.Persona, Cell(x.N, x.Mean)))])])]), Dimension.Emotion, V1);

    [Fact]
    public void The_working_of_a_cell_leads_step_by_step_to_its_figure()
    {
        var figure = Score(("a", 40, 35), ("b", 12, -20), ("c", 6, 60), ("d", 25, 10)).Personas["b"].Touchpoints["t"];
        var (sums, own, shrunk, k, siblings) = figure.Working!;

        Near.Equal(sums.Ux / sums.U, own.Mean);
        Near.Equal(sums.U * sums.U / sums.U2, own.NEff);
        Near.Equal((sums.Ux2 / sums.U - own.Mean * own.Mean) * own.NEff / (own.NEff - 1), own.Variance);
        Near.Equal(own.Deviation / Math.Sqrt(own.NEff), own.StandardError);
        Near.Equal(2.2010, own.Quantile);
        Near.Equal(own.Mean - own.Quantile * own.StandardError, figure.Low);
        Assert.Equal(4, siblings!.Siblings);
        // These siblings differ far more among each other than inside: K would be 0.59 and stops at its lowest.
        Near.Equal(Math.Max(V1.KMin, siblings.Within!.Value / siblings.Between!.Value), k);
        Near.Equal(own.NEff / (own.NEff + k!.Value), shrunk.OwnShare);
        Near.Equal(shrunk.OwnShare * own.Mean + (1 - shrunk.OwnShare) * shrunk.Towards, figure.Score);
        Near.Equal(Math.Sqrt(shrunk.OwnShare) * own.Deviation / Math.Sqrt(own.NEff), shrunk.StandardError);
        Near.Equal(shrunk.Value - own.Quantile * shrunk.StandardError, figure.ScoreLow);
    }

    [Fact]
    public void What_a_hidden_persona_answered_says_nothing_about_how_far_the_others_are_drawn()
    {
        var (one, other) = (Score(("a", 40, 35), ("b", 12, -20), ("c", 3, 60), ("d", 25, 10)), Score(("a", 40, 35), ("b", 12, -20), ("c", 3, -95), ("d", 25, 10)));

        foreach (var hidden in new[] { "b", "c" }) Assert.Null(one.Personas[hidden].Touchpoints["t"].Working);
        foreach (var shown in new[] { "a", "d" })
        {
            Assert.Equal(one.Personas[shown].Touchpoints["t"].Working!.K, other.Personas[shown].Touchpoints["t"].Working!.K);
            Assert.Equal(2, one.Personas[shown].Touchpoints["t"].Working!.Siblings!.Siblings);
        }
    }

    [Fact]
    public void What_a_hidden_touchpoint_got_is_in_no_figure_of_its_stage_or_its_neighbours()
    {
        TouchpointCells Touchpoint(string key, int n, double mean) => new(key, [new("a", Cell(n, mean))]);
        JourneyScore Journey(double of) => JourneyScoring.Score(
            new JourneyCells([new("s", [Touchpoint("t", 40, 35), Touchpoint("u", 30, 10), Touchpoint("v", 4, of)])]), Dimension.Emotion, V1);
        var (one, other) = (Journey(80), Journey(-80));

        Assert.True(one.All.Touchpoints["v"].Suppressed);
        Assert.Equal(one.All.Touchpoints["t"], other.All.Touchpoints["t"]);
        Assert.Equal(one.All.Stages["s"], other.All.Stages["s"]);
        Assert.Equal(one.All.Journey, other.All.Journey);
    }

    [Theory]
    [InlineData(89, false)]
    [InlineData(90, true)]
    public void A_figure_is_old_when_its_latest_answer_counts_half(int days, bool stale)
    {
        var today = new DateOnly(2026, 11, 22);

        Assert.Equal(stale, Staleness.IsStale(today.AddDays(-days), today, V1));
        Assert.Equal(stale, Weights.Decay(today.AddDays(-days), today, V1) <= 0.5);
    }
}
