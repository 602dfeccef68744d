namespace StageSurveys.Scoring.Tests.Journeys;

public class JourneyScoringTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static CellSums Cell(int n, double mean, double spread = 20) =>
        Enumerable.Range(0, n).Aggregate(CellSums.Empty, (sums, i) => sums.Add(mean + (i % 2 == 0 ? spread : -spread)));

    private static TouchpointCells Touchpoint(string key, params (string Persona, int N, double Mean)[] cells) =>
        new(key, [.. cells.Select(c => new PersonaCell(c.Persona, Cell(c.N, c.Mean)))]);

    [Fact]
    public void Every_touchpoint_and_stage_gets_a_figure_for_everybody_and_for_each_persona()
    {
        var journey = new JourneyCells(
        [
            new("before", [Touchpoint("search", ("late", 40, -30), ("calm", 60, 50))]),
            new("after", [Touchpoint("delivery", ("late", 40, -60), ("calm", 60, 60)), Touchpoint("support")]),
        ]);

        var score = JourneyScoring.Score(journey, Dimension.Emotion, V1);

        Assert.Equal(["calm", "late"], score.Personas.Keys.Order());
        Near.Equal(12, score.All.Touchpoints["delivery"].Mean);
        Assert.Equal(100, score.All.Touchpoints["delivery"].N);
        Assert.True(score.Personas["late"].Touchpoints["support"].Suppressed);
        Near.Equal(-60, score.Personas["late"].Touchpoints["delivery"].Mean);
        Near.Equal(0.5, score.Personas["late"].Stages["after"].Coverage);
        Near.Equal(score.Personas["late"].Stages.Values.Average(s => s.Score!.Value), score.Personas["late"].Journey.Score);
    }

    [Fact]
    public void A_persona_shrinks_towards_its_touchpoint_and_that_towards_its_stage()
    {
        // One touchpoint, one stage: nothing above differs, so the parent of the personas is the pooled mean, and two siblings give K = 10.
        var journey = new JourneyCells([new("s", [Touchpoint("t", ("a", 10, 20), ("b", 30, 60))])]);

        var score = JourneyScoring.Score(journey, Dimension.Goal, V1);

        Near.Equal(50, score.All.Touchpoints["t"].Score);
        Near.Equal(0.5 * 20 + 0.5 * 50, score.Personas["a"].Touchpoints["t"].Score);
        Near.Equal(50, score.Personas["a"].Touchpoints["t"].OwnData);
        Near.Equal(0.75 * 60 + 0.25 * 50, score.Personas["b"].Touchpoints["t"].Score);
    }

    [Fact]
    public void A_persona_that_could_be_had_by_subtraction_is_hidden_too()
    {
        var journey = new JourneyCells([new("s", [Touchpoint("t", ("a", 3, 20), ("b", 8, 60), ("c", 50, 40))])]);

        var score = JourneyScoring.Score(journey, Dimension.Goal, V1);

        Assert.Equal(CellScore.Hidden, score.Personas["a"].Touchpoints["t"]);
        Assert.Equal(CellScore.Hidden, score.Personas["b"].Touchpoints["t"]);
        Assert.False(score.Personas["c"].Touchpoints["t"].Suppressed);
        Assert.False(score.All.Touchpoints["t"].Suppressed);
        Assert.Null(score.Personas["a"].Journey.Score);
    }

    [Fact]
    public void Optional_touchpoints_weigh_by_the_exposure_of_the_persona()
    {
        var optional = new TouchpointCells("o", [new("a", Cell(50, 20), Exposure: 0.25), new("b", Cell(50, 20))], Mandatory: false, Exposure: 0.75);
        var journey = new JourneyCells([new("s", [Touchpoint("m", ("a", 50, 80), ("b", 50, 80)), optional])]);

        var score = JourneyScoring.Score(journey, Dimension.Goal, V1);

        foreach (var (line, exposure) in new[] { (score.Personas["a"], 0.25), (score.Personas["b"], 0.75), (score.All, 0.75) })
        {
            var (m, o) = (line.Touchpoints["m"].Score!.Value, line.Touchpoints["o"].Score!.Value);
            Near.Equal((m + exposure * o) / (1 + exposure), line.Stages["s"].Score);
        }
    }

    [Fact]
    public void An_empty_journey_has_no_score() =>
        Assert.Null(JourneyScoring.Score(new JourneyCells([new("s", [Touchpoint("t")])]), Dimension.Problem, V1).All.Journey.Score);
}
