using FsCheck;
using FsCheck.Fluent;

namespace StageSurveys.Scoring.Tests;

/// <summary>What must hold of rates, weights, stages and analyses for every input, and under every profile that may be published.</summary>
public class AnalysisPropertyTests
{
    private static readonly ScoringProfile V1 = ScoringProfile.V1;

    private static readonly Gen<double> Share = Gen.Choose(0, 1000).Select(x => x / 1000.0);

    // Values at the edges of what the screen allows, so that no property rests on the first version's constants.
    private static readonly Gen<ScoringProfile> Profile =
        from halfLife in Gen.Elements(1.0, 30, 90, 365)
        from low in Gen.Elements(0.05, 0.3, 1)
        from high in Gen.Elements(1.0, 3, 10)
        from key in Gen.Elements(1.0, 2, 10)
        from left in Gen.Elements(0.0, 0.5, 1)
        from rate in Gen.Elements(0.001, 0.1, 0.5)
        select V1 with
        {
            HalfLifeDays = halfLife,
            NonResponseWeightMin = low,
            NonResponseWeightMax = high,
            KeyMomentWeight = key,
            ResolvedYes = left / 2,
            ResolvedPartly = left,
            FalseDiscoveryRate = rate,
        };

    private static readonly Gen<StagePart> Part =
        from score in Gen.Choose(-100, 100)
        from shown in Gen.Choose(0, 3)
        from error in Gen.Choose(0, 30)
        from key in Gen.Elements(true, false)
        from mandatory in Gen.Elements(true, false)
        from exposure in Share
        select new StagePart(shown == 0 ? null : score, error, key, mandatory, exposure);

    [Fact]
    public void A_graver_problem_never_leaves_less_and_a_better_recovery_never_more() =>
        Holds(from profile in Profile from severity in Gen.Choose(0, 3) from others in Gen.Choose(0, 4).ListOf() select (profile, severity, others), x =>
        {
            double Score(int severity, Resolved resolved) =>
                NoisyOr.Score([.. x.others.Select(o => new ReportedProblem("o", o, Resolved.No)), new ReportedProblem("p", severity, resolved)], x.profile);
            return Enum.GetValues<Resolved>().All(r => Score(x.severity + 1, r) >= Score(x.severity, r) - 1e-9)
                && Score(x.severity, Resolved.Yes) <= Score(x.severity, Resolved.Partly) + 1e-9 && Score(x.severity, Resolved.Partly) <= Score(x.severity, Resolved.No) + 1e-9;
        });

    [Fact]
    public void A_better_rating_never_gives_a_worse_score() =>
        Holds(Gen.Choose(1, 9), k => Emotion(new NpsValue(k)) > Emotion(new NpsValue(k - 1))
            && (k > 4 || (Emotion(new FaceValue(k + 1)) > Emotion(new FaceValue(k)) && Emotion(new CsatValue(k + 1)) > Emotion(new CsatValue(k))))
            && (k > 6 || Of(new CesValue(k + 1, false), Dimension.Problem) < Of(new CesValue(k, false), Dimension.Problem)));

    [Fact]
    public void A_weight_stays_trimmed_whatever_the_response_rate() =>
        Holds(from profile in Profile from nonResponse in Gen.Choose(0, 10_000) from quality in Share select (profile, nonResponse: nonResponse / 100.0, quality), x =>
        {
            var weight = Weights.Undecayed(x.quality, x.profile, nonResponse: x.nonResponse);
            return weight >= x.profile.NonResponseWeightMin * x.quality - 1e-12 && weight <= x.profile.NonResponseWeightMax * x.quality + 1e-12;
        });

    [Fact]
    public void An_older_answer_never_weighs_more_and_half_as_much_a_half_life_later() =>
        Holds(from profile in Profile from age in Gen.Choose(0, 400) select (profile, age), x =>
        {
            var today = new DateOnly(2026, 11, 21);
            double At(int age) => Weights.Decay(today.AddDays(-age), today, x.profile);
            var later = x.age + (int)x.profile.HalfLifeDays;
            return At(x.age + 1) <= At(x.age) && (later > x.profile.MaxAgeDays || Math.Abs(At(later) - At(x.age) / 2) < 1e-12);
        });

    [Fact]
    public void A_rate_lies_in_its_interval_and_more_hits_never_lower_it() =>
        Holds(from n in Gen.Choose(1, 500) from hits in Gen.Choose(0, n) from down in Gen.Choose(0, n - hits) select (n, hits, down), x =>
        {
            var rate = Rates.Wilson(x.hits, x.n, V1)!;
            var nps = Rates.Nps(x.hits, x.down, x.n, V1)!;
            return rate.Low >= 0 && rate.Low <= rate.Percent && rate.Percent <= rate.High && rate.High <= 100
                && (x.hits == x.n || Rates.Wilson(x.hits + 1, x.n, V1)!.Low >= rate.Low)
                && nps.Low >= -100 && nps.Low <= nps.High && nps.High <= 100 && Math.Abs(nps.Percent) <= 100;
        });

    [Fact]
    public void A_stage_lies_between_its_touchpoints_in_whatever_order_they_come() =>
        Holds(from profile in Profile from parts in Part.NonEmptyListOf() select (profile, parts), x =>
        {
            var stage = Stages.Stage([.. x.parts], Dimension.Emotion, x.profile);
            var turned = Stages.Stage([.. Enumerable.Reverse(x.parts)], Dimension.Emotion, x.profile);
            var shown = x.parts.Where(p => p.Score is not null && p.Weight(x.profile) > 0).Select(p => p.Score!.Value).ToArray();
            if (stage.Score is not { } score) return shown.Length == 0;
            return score >= shown.Min() - 1e-9 && score <= shown.Max() + 1e-9 && stage.Low <= score && score <= stage.High && stage.Coverage is > 0 and <= 1
                && Math.Abs(score - turned.Score!.Value) < 1e-9;
        });

    [Fact]
    public void What_is_remembered_lies_between_the_worst_and_the_best() =>
        Holds(Gen.Choose(-100, 100).Select(x => (double?)x).NonEmptyListOf(), values =>
            RememberedEmotion.Of([.. values], V1) is { } remembered && remembered.Value >= values.Min() && remembered.Value <= values.Max()
            && Math.Abs(values[remembered.PeakIndex]!.Value) == values.Max(v => Math.Abs(v!.Value)) && remembered.LastIndex == values.Count - 1);

    [Fact]
    public void Mix_and_real_change_add_up_to_the_whole() =>
        Holds((from w0 in Share from w1 in Share from s0 in Gen.Choose(-100, 100) from s1 in Gen.Choose(-100, 100) select new PersonaChange(w0, w1, s0, s1)).ListOf(), personas =>
        {
            var whole = personas.Sum(p => p.Share1 * p.Score1) - personas.Sum(p => p.Share0 * p.Score0);
            var split = Changes.Split([.. personas]);
            var same = Changes.Split([.. personas.Select(p => p with { Share1 = p.Share0 })]);
            return Math.Abs(split.Total - whole) < 1e-6 && Math.Abs(same.Mix) < 1e-9;
        });

    [Fact]
    public void Discoveries_do_not_depend_on_the_order_and_a_smaller_p_never_loses_one() =>
        Holds(from profile in Profile from p in Share.NonEmptyListOf() from which in Gen.Choose(0, p.Count - 1) select (profile, p, which), x =>
        {
            var found = Changes.Discoveries([.. x.p], x.profile);
            var turned = Changes.Discoveries([.. Enumerable.Reverse(x.p)], x.profile);
            var clearer = Changes.Discoveries([.. x.p.Select((p, i) => i == x.which ? p / 2 : p)], x.profile);
            return found.SequenceEqual(turned.Reverse()) && found.Zip(clearer).All(f => !f.First || f.Second)
                && found.Zip(x.p).All(f => !f.First || f.Second <= x.profile.FalseDiscoveryRate);
        });

    [Fact]
    public void No_more_customers_are_at_risk_than_there_are_and_a_silent_share_is_a_share() =>
        Holds(from n in Gen.Choose(0, 100_000) from f in Share from d in Share from reporters in Gen.Choose(0, 100) from contacted in Gen.Choose(0, 120) select (n, f, d, reporters, contacted), x =>
        {
            var risk = ProblemsAtRisk.Of(x.n, x.f, x.reporters, x.d, 10, V1);
            return risk.Customers >= 0 && risk.Customers <= x.n && risk.Assumed == x.reporters < V1.LossMeasuredFrom
                && Math.Abs(risk.Money!.Value - 10 * risk.Customers) < 1e-6 && ProblemsAtRisk.SilentShare(x.contacted, x.reporters) is null or (>= 0 and <= 1);
        });

    [Fact]
    public void An_opportunity_grows_with_importance_and_falls_with_satisfaction() =>
        Holds(from i in Share from s in Share select (i: 10 * i, s: 10 * s), x =>
            Opportunities.Score(x.i, x.s) is >= 0 and <= 20
            && Opportunities.Score(Math.Min(10, x.i + 1), x.s) >= Opportunities.Score(x.i, x.s) && Opportunities.Score(x.i, Math.Min(10, x.s + 1)) <= Opportunities.Score(x.i, x.s));

    [Fact]
    public void Drivers_are_shares_of_what_is_explained_whichever_column_comes_first() =>
        Holds(Gen.Choose(0, int.MaxValue - 1), seed =>
        {
            var random = new Random(seed);
            var rows = Enumerable.Range(0, 120).Select(_ => new double?[] { random.Next(0, 101), random.Next(0, 101), random.Next(0, 101) }).ToArray();
            var outcome = rows.Select(r => (double?)(r[0] - r[2] / 2 + random.Next(0, 100))).ToArray();
            var weights = Drivers.FromRows(rows, outcome, V1)!;
            var turned = Drivers.FromRows([.. rows.Select(r => r.Reverse().ToArray())], outcome, V1)!;
            return weights.Weights.All(w => w >= 0) && Math.Abs(weights.Weights.Sum() - weights.RSquared) < 1e-9 && weights.RSquared <= 1
                && weights.Weights.Zip(turned.Weights.Reverse()).All(w => Math.Abs(w.First - w.Second) < 1e-6);
        });

    private static double Emotion(MeasureValue value) => Of(value, Dimension.Emotion);

    private static double Of(MeasureValue value, Dimension dimension) => ResponseScoring.Score([new MeasuredAnswer("q", value)], V1)[dimension]!.Value.Value;

    private static void Holds<T>(Gen<T> gen, Func<T, bool> property) => Prop.ForAll(Arb.From(gen), property).QuickCheckThrowOnFailure();
}
