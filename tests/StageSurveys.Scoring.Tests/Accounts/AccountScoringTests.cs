namespace StageSurveys.Scoring.Tests.Accounts;

public sealed class AccountScoringTests
{
    private static readonly ScoringProfile Profile = ScoringProfile.V1;

    // A decision maker (influence 3) at 20 and 40, a user at 100 three times, and somebody who never answered.
    private static readonly ContactSums[] House =
    [
        new(CellSums.Empty.Add(20).Add(40), 3),
        new(CellSums.Empty.Add(100).Add(100).Add(100), 1),
        new(CellSums.Empty, 2),
    ];

    [Fact]
    public void A_contact_counts_once_however_often_it_answers()
    {
        var sums = AccountScoring.Sums(House, byInfluence: false);
        Assert.Equal(2, sums.N);
        Near.Equal(65, AccountScoring.Figure(sums, Dimension.Goal, Profile)!.Mean);
        Near.Equal(2, AccountScoring.Figure(sums, Dimension.Goal, Profile)!.NEff);
    }

    [Fact]
    public void Influence_weighs_contacts_and_lowers_the_effective_number()
    {
        var figure = AccountScoring.Figure(AccountScoring.Sums(House, byInfluence: true), Dimension.Goal, Profile)!;
        Near.Equal((3 * 30 + 100) / 4.0, figure.Mean);
        Near.Equal(16.0 / 10, figure.NEff);
    }

    [Fact]
    public void One_contact_is_shown_with_an_interval_that_says_nearly_nothing_and_the_badge_insufficient()
    {
        var figure = AccountScoring.Figure(AccountScoring.Sums([new(CellSums.Empty.Add(80), 1)], false), Dimension.Goal, Profile)!;
        Near.Equal(80, figure.Mean);
        Assert.Equal((0d, 100d, Reliability.Insufficient), (figure.Low!.Value, figure.High!.Value, figure.Badge));
    }

    [Fact]
    public void Nobody_heard_gives_no_figure_and_no_index()
    {
        Assert.Null(AccountScoring.Figure(AccountScoring.Sums([new(CellSums.Empty, 1)], false), Dimension.Goal, Profile));
        Assert.Null(AccountScoring.Index(new Dictionary<Dimension, CellSums> { [Dimension.Goal] = CellSums.Empty }, Profile));
    }

    [Fact]
    public void The_index_is_that_of_the_model_and_its_bounds_are_those_of_the_worse_and_better_ends()
    {
        CellSums Twenty(double a, double b) => Enumerable.Range(0, 20).Aggregate(CellSums.Empty, (sums, i) => sums.Add(i % 2 == 0 ? a : b));
        var sums = new Dictionary<Dimension, CellSums> { [Dimension.Goal] = Twenty(70, 90), [Dimension.Emotion] = Twenty(-20, 60), [Dimension.Problem] = Twenty(10, 30) };
        var index = AccountScoring.Index(sums, Profile)!;
        Near.Equal(Stages.Index(80, 20, 20)!.Value, index.Score);
        var (goal, emotion, problem) = (CellEstimate.Of(sums[Dimension.Goal], Dimension.Goal, Profile)!, CellEstimate.Of(sums[Dimension.Emotion], Dimension.Emotion, Profile)!, CellEstimate.Of(sums[Dimension.Problem], Dimension.Problem, Profile)!);
        Near.Equal(Stages.Index(goal.Low, emotion.Low, problem.High)!.Value, index.Low);
        Near.Equal(Stages.Index(goal.High, emotion.High, problem.Low)!.Value, index.High);
        Assert.Equal((20d, 20L), (index.NEff, index.Contacts));
    }

    [Fact]
    public void An_index_of_one_dimension_is_that_dimension_on_the_scale_of_the_index()
    {
        var index = AccountScoring.Index(new Dictionary<Dimension, CellSums> { [Dimension.Problem] = CellSums.Empty.Add(30).Add(30).Add(30).Add(30) }, Profile)!;
        Near.Equal(70, index.Score);
        Assert.True(index.Low < 70 && index.High > 70);
    }

    [Fact]
    public void A_change_of_few_contacts_is_tested_with_students_t()
    {
        AccountIndex Index(double score, double error, double nEff) => new(score, 0, 100, error, nEff, (long)nEff);
        // The model's example H1 with 60 contacts on each side is all but normal; with two on each side t has two degrees of freedom.
        var many = AccountScoring.Change(Index(12, 6, 60), Index(28, 5.5, 60))!;
        Near.Equal(1.9657, many.Z);
        Near.Equal(0.0517, many.P);
        Near.Equal(0.1882, AccountScoring.Change(Index(12, 6, 2), Index(28, 5.5, 2))!.P);
        Near.Equal(0.2997, AccountScoring.Change(Index(12, 6, 1), Index(28, 5.5, 1))!.P);
        Assert.Null(AccountScoring.Change(null, Index(1, 1, 1)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-40, 1)]
    [InlineData(365, 0.25)]
    [InlineData(3650, 0.25)]
    [InlineData(73, 0.85)]
    [InlineData(null, 0.5)]
    public void A_renewal_is_near_from_its_day_and_far_after_a_year(int? days, double nearness)
    {
        var today = new DateOnly(2026, 2, 28);
        Near.Equal(nearness, AccountRisk.Nearness(days is { } away ? today.AddDays(away) : null, today));
    }

    // 100,000 a year, lower bound 40, renewal in 73 days: 100,000 × 0.6 × 0.85.
    [Theory]
    [InlineData(40.0, 0.85, 51_000)]
    [InlineData(null, 1.0, 100_000)]
    [InlineData(100.0, 1.0, 0)]
    public void The_value_at_risk_is_the_value_times_what_is_not_secured_times_the_nearness(double? low, double nearness, double risk) =>
        Near.Equal(risk, AccountRisk.ValueAtRisk(100_000, low, nearness));
}
