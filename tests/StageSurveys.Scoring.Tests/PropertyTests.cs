using FsCheck;
using FsCheck.Fluent;

namespace StageSurveys.Scoring.Tests;

/// <summary>What must hold for every input, tried on random ones.</summary>
public class PropertyTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static readonly Gen<ReportedProblem> Problem =
        from severity in Gen.Choose(0, 4)
        from resolved in Gen.Elements(Enum.GetValues<Resolved>())
        select new ReportedProblem("p", severity, resolved);

    // Scores and weights as they really come: multiples of a quarter and a handful of qualities.
    private static readonly Gen<(double Value, double Weight)> Answer =
        from value in Gen.Choose(-400, 400)
        from weight in Gen.Elements(0.125, 0.25, 0.5, 0.7, 1, 2.9)
        select (value / 4.0, weight);

    private static readonly Gen<MeasureValue> Value = Gen.OneOf(
        Gen.Elements(Enum.GetValues<GoalAnswer>()).Select(g => (MeasureValue)new GoalValue(g)),
        Gen.Choose(1, 5).Select(k => (MeasureValue)new FaceValue(k)),
        Gen.Choose(1, 5).Select(k => (MeasureValue)new CsatValue(k)),
        Gen.Choose(1, 7).Select(k => (MeasureValue)new CesValue(k, k % 2 == 0)),
        Gen.Choose(0, 10).Select(k => (MeasureValue)new NpsValue(k)),
        Problem.ListOf().Select(p => (MeasureValue)new ProblemsValue([.. p])),
        from word in Gen.Elements(EmotionWords.All.ToArray())
        from intensity in Gen.Choose(0, 3)
        select (MeasureValue)new EmotionValue(word, intensity == 0 ? null : intensity));

    [Fact]
    public void The_order_of_problems_does_not_matter() =>
        Holds(Problem.ListOf(), problems => NoisyOr.Score(problems, V1) == NoisyOr.Score(Enumerable.Reverse(problems), V1));

    [Fact]
    public void One_problem_more_never_lowers_the_problem_score() =>
        Holds(from list in Problem.ListOf() from more in Problem select (list, more),
            x => NoisyOr.Score([.. x.list, x.more], V1) >= NoisyOr.Score(x.list, V1) - 1e-9);

    [Fact]
    public void Two_lists_of_problems_are_one_list() =>
        Holds(from a in Problem.ListOf() from b in Problem.ListOf() select (a, b),
            x => Close(NoisyOr.Join([NoisyOr.Score(x.a, V1), NoisyOr.Score(x.b, V1)]), NoisyOr.Score([.. x.a, .. x.b], V1)));

    [Fact]
    public void A_response_never_scores_outside_the_range_and_never_without_a_measurement() =>
        Holds(Value.ListOf(), values =>
        {
            var score = ResponseScoring.Score([.. values.Select((v, i) => new MeasuredAnswer($"q{i}", v))], V1);
            return Dimensions.All.All(d => score[d] is { } s
                ? s.Value >= d.Min() && s.Value <= d.Max() && s.Quality is > 0 and <= 1 && score.Measurements.Any(m => m.Dimension == d && m.Tier == s.Tier)
                : score.Measurements.All(m => m.Dimension != d));
        });

    [Fact]
    public void Adding_cells_is_the_same_as_computing_from_all_answers() =>
        Holds(from a in Answer.ListOf() from b in Answer.ListOf() select (a, b),
            x => Close(Sums(x.a) + Sums(x.b), Sums([.. x.a, .. x.b])) && Close(Sums(x.a) + Sums(x.b), Sums(x.b) + Sums(x.a)));

    [Fact]
    public void Cells_may_be_added_in_any_grouping() =>
        Holds(from a in Answer.ListOf() from b in Answer.ListOf() from c in Answer.ListOf() select (a: Sums(a), b: Sums(b), c: Sums(c)),
            x => Close(x.a + x.b + x.c, x.a + (x.b + x.c)));

    [Fact]
    public void Decay_on_daily_sums_equals_decay_on_each_answer() =>
        Holds((from answer in Answer from age in Gen.Choose(0, 400) select (answer, age)).ListOf(), answers =>
        {
            var today = new DateOnly(2026, 11, 21);
            var days = answers.GroupBy(x => x.age).Select(g => new DailySums(today.AddDays(-g.Key), Sums([.. g.Select(x => x.answer)])));
            var each = answers.Aggregate(CellSums.Empty,
                (s, x) => s.Add(x.answer.Value, x.answer.Weight * Weights.Decay(today.AddDays(-x.age), today, V1)));
            return Close(Weights.Decayed(days, today, V1), each);
        });

    [Fact]
    public void A_figure_lies_in_its_interval_and_both_in_the_range() =>
        Holds(Answer.ListOf(), answers =>
        {
            var cell = CellScoring.Figure(Sums(answers), Dimension.Emotion, V1);
            return cell.Suppressed == (answers.Count < 5)
                && (cell.Suppressed || (cell.Low >= -100 && cell.Low <= cell.Mean && cell.Mean <= cell.High && cell.High <= 100
                    && cell.NEff > 0 && cell.NEff <= cell.N + 1e-9));
        });

    [Fact]
    public void A_shrunk_value_lies_between_the_mean_and_its_parent() =>
        Holds(from a in Answer.NonEmptyListOf() from others in Answer.NonEmptyListOf().ListOf() from parent in Gen.Choose(-100, 100) select (a, others, parent), x =>
        {
            var cell = CellEstimate.Of(Sums(x.a), Dimension.Emotion, V1)!;
            var siblings = x.others.Select(o => CellEstimate.Of(Sums(o), Dimension.Emotion, V1)!).Append(cell).Select(Sibling.Of);
            var shrunk = Shrinkage.Shrink(Sibling.Of(cell), Shrinkage.Basis(siblings, V1), x.parent);
            return shrunk.Value >= Math.Min(cell.Mean, x.parent) - 1e-9 && shrunk.Value <= Math.Max(cell.Mean, x.parent) + 1e-9
                && shrunk.OwnShare is > 0 and < 1 && shrunk.StandardError <= cell.StandardError;
        });

    [Fact]
    public void One_better_answer_raises_the_mean_and_no_other_figure_of_how_much_is_known() =>
        Holds(from answers in Answer.NonEmptyListOf() from which in Gen.Choose(0, answers.Count - 1) from more in Gen.Choose(1, 400) select (answers, which, more: more / 4.0), x =>
        {
            var raised = x.answers.Select((a, i) => i == x.which ? (Math.Min(100, a.Value + x.more), a.Weight) : a).ToList();
            var (before, after) = (CellEstimate.Of(Sums(x.answers), Dimension.Emotion, V1)!, CellEstimate.Of(Sums(raised), Dimension.Emotion, V1)!);
            return (raised[x.which] == x.answers[x.which] ? Close(before.Mean, after.Mean) : after.Mean > before.Mean) && after.N == before.N && Close(after.NEff, before.NEff);
        });

    [Fact]
    public void More_answers_of_the_same_spread_weigh_more_of_their_own_and_are_known_better() =>
        Holds(from answers in Answer.NonEmptyListOf() from others in Answer.NonEmptyListOf().ListOf() from times in Gen.Choose(2, 6) from parent in Gen.Choose(-100, 100) select (answers, others, times, parent), x =>
        {
            var basis = Shrinkage.Basis(x.others.Select(o => Sibling.Of(CellEstimate.Of(Sums(o), Dimension.Emotion, V1)!)), V1);
            var (few, many) = (Times(1), Times(x.times));
            return many.Own.NEff > few.Own.NEff && Close(many.Own.Mean, few.Own.Mean) && many.Own.StandardError < few.Own.StandardError
                && many.Shrunk.OwnShare > few.Shrunk.OwnShare
                && Math.Abs(many.Shrunk.Value - many.Own.Mean) <= Math.Abs(few.Shrunk.Value - few.Own.Mean) + 1e-9;

            (CellEstimate Own, ShrunkValue Shrunk) Times(int times)
            {
                var own = CellEstimate.Of(Sums(Enumerable.Repeat(x.answers, times).SelectMany(a => a)), Dimension.Emotion, V1)!;
                return (own, Shrinkage.Shrink(Sibling.Of(own), basis, x.parent));
            }
        });

    [Fact]
    public void What_siblings_say_together_does_not_depend_on_their_order() =>
        Holds(from siblings in Answer.NonEmptyListOf().ListOf() from seed in Gen.Choose(0, int.MaxValue - 1) select (siblings, seed), x =>
        {
            var siblings = x.siblings.Select(o => Sibling.Of(CellEstimate.Of(Sums(o), Dimension.Emotion, V1)!)).ToArray();
            var shuffled = siblings.ToArray();
            new Random(x.seed).Shuffle(shuffled);
            var (one, other) = (Shrinkage.Basis(siblings, V1), Shrinkage.Basis(shuffled, V1));
            return Close(one.Mean, other.Mean) && one.Siblings == other.Siblings && one.Within is null == other.Within is null
                && Close(one.Within ?? 0, other.Within ?? 0) && Close(one.Between ?? 0, other.Between ?? 0)
                // Where the siblings do not differ, a is nought but for rounding and K jumps from one end to the other.
                && (Math.Abs(one.Between ?? 1) < 1e-6 || Close(one.K, other.K));
        });

    [Fact]
    public void Never_exactly_one_cell_with_people_is_hidden_beside_a_shown_one() =>
        Holds(Gen.Choose(0, 12).Select(n => (long)n).ListOf(), people =>
        {
            var hidden = Suppression.Hidden([.. people], V1);
            return Enumerable.Range(0, people.Count).Count(i => hidden[i] && people[i] > 0) != 1 || hidden.All(h => h);
        });

    private static void Holds<T>(Gen<T> gen, Func<T, bool> property) =>
        Prop.ForAll(Arb.From(gen), property).QuickCheckThrowOnFailure();

    private static CellSums Sums(IEnumerable<(double Value, double Weight)> answers) =>
        answers.Aggregate(CellSums.Empty, (sums, x) => sums.Add(x.Value, x.Weight));

    private static bool Close(CellSums a, CellSums b) =>
        a.N == b.N && Close(a.U, b.U) && Close(a.U2, b.U2) && Close(a.Ux, b.Ux) && Close(a.Ux2, b.Ux2);

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-9 * (1 + Math.Abs(a) + Math.Abs(b)) * 100;
}
