using System.Globalization;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Exports;

/// <summary>A text in a cell of a picture, set in as many lines as it needs.</summary>
/// <param name="After">Room below it.</param>
internal sealed record Piece(string Text, double Size, string Colour, Cut Cut = Cut.Regular, double After = 2.5);

/// <summary>What a picture says in words beside its figures: the same as the screen, from the same columns.</summary>
internal sealed class CellTexts(IStringLocalizer<ExportsText> texts)
{
    public const double Small = 6.6, Body = 7.2, Fine = 6.2;

    /// <summary>Joins what may stand in one line; a dot never begins the next.</summary>
    public static string Joined(params IEnumerable<string?> parts) => string.Join("\u00A0· ", parts.Where(x => !string.IsNullOrEmpty(x)));

    /// <summary>"62", or a dash where nothing may be shown.</summary>
    public static string ScoreOf(Dimension dimension, StageScore line) => line.Score is { } score ? MapWords.Score(dimension, score) : "–";

    /// <summary>The figures of a stage with their intervals, each a line of its own where room is short.</summary>
    public IEnumerable<string> Stage(SheetStage stage)
    {
        foreach (var dimension in Dimensions.All)
        {
            var line = stage.Figures[dimension];
            var name = dimension == Dimension.Emotion ? texts["Lived"].Value : MapWords.Name(dimension);
            var interval = line.Low is { } low ? $" {MapWords.Interval(dimension, low, line.High!.Value)} {MapWords.Badge(stage.Badges[dimension])}" : "";
            var weight = line.Score is not null && line.Coverage < 0.995 ? $" ({texts["{0} of the weight", MapWords.Percent(100 * line.Coverage)].Value})" : "";
            var change = stage.Changes.TryGetValue(dimension, out var found) ? " " + ChangeOf(found) : "";
            yield return $"{name}\u00A0{ScoreOf(dimension, line)}{interval}{change}{weight}";
            if (dimension == Dimension.Emotion) yield return $"{texts["Remembered"]}\u00A0{(stage.Figures.Remembered is { } r ? MapWords.Score(Dimension.Emotion, r.Value) : "–")}";
        }
    }

    /// <summary>Beside the badge: the share of own data and how old the latest answer is.</summary>
    public string Trust(SheetColumn x, Dimension dimension)
    {
        var age = x.Ages.GetValueOrDefault(dimension);
        return Joined(
            texts["{0} own", MapWords.Percent(Math.Round(x.Figures[dimension].OwnData!.Value))], age is null ? null : MapWords.ShortAge(age.Days), age is { Stale: true } ? texts["old"].Value : null);
    }

    /// <summary>Why there is no figure.</summary>
    public string WhyHidden(CellScore cell) => cell.Suppressed ? texts["hidden: too few people"] : texts["too few answers that still weigh"];

    public IEnumerable<Piece> Goal(SheetColumn x)
    {
        foreach (var change in Change(x, Dimension.Goal)) yield return change;
        if (x.Detail.Goal.Reached is { } reached)
            yield return new($"{texts["fully reached: {0}", MapWords.Percent(reached.Percent)]} {MapWords.Interval(Dimension.Goal, reached.Low, reached.High)}", Small, Ink.Soft, After: 1.5);
        if (x.Detail.Goal is { Opportunity: null, Important: { } important })
            yield return new($"{texts["matters much to: {0}", MapWords.Percent(important.Percent)]} {MapWords.Interval(Dimension.Goal, important.Low, important.High)}", Small, Ink.Soft, After: 1.5);
        if (x.Detail.Goal.Opportunity is { } opportunity)
            yield return new(texts["opportunity: {0}", opportunity.ToString("0.0", CultureInfo.CurrentCulture)], Small, Ink.Accent, Cut.Strong);
        if (!x.Touchpoint.Goal.IsEmpty) yield return new(x.Touchpoint.Goal.Here(), Body, Ink.Text);
    }

    public IEnumerable<Piece> Felt(SheetColumn x)
    {
        foreach (var change in Change(x, Dimension.Emotion)) yield return change;
        if (x.Detail.Words.Count > 0)
            yield return new(string.Join(", ", x.Detail.Words.Select(w => $"{MapWords.Emotion(w.Word)}\u00A0{MapWords.Count(w.Count)}")), Body, x.Figures.Emotion.Score < 0 ? Ink.Bad : Ink.Good);
    }

    /// <summary>Problems in the order of the screen: what each puts at risk counts more than how often it is named.</summary>
    public IEnumerable<Piece> Problems(SheetColumn x, int most)
    {
        foreach (var change in Change(x, Dimension.Problem)) yield return change;
        foreach (var problem in x.Detail.Problems.Take(most))
        {
            var (risk, about) = (Risk(problem), About(problem));
            yield return new(
                $"{problem.Label.Here()}, {texts["{0} of {1} ({2})", MapWords.Count(problem.Reporters), MapWords.Count(problem.Share.N), MapWords.Percent(problem.Share.Percent)]}",
                Body, Ink.Text, After: risk.Length + about.Length == 0 ? 3.5 : 0.5);
            if (risk.Length > 0) yield return new(risk, Small, Ink.Bad, Cut.Strong, about.Length == 0 ? 3.5 : 0.5);
            if (about.Length > 0) yield return new(about, Small, Ink.Soft, Cut.Regular, 3.5);
        }
    }

    /// <summary>"≈ 29 customers · €6,184"; empty where it is not one customer.</summary>
    public string Risk(CellProblem problem) => problem.AtRisk is { } risk && Math.Round(risk.Customers) >= 1
        ? Joined(texts["≈ {0} customers at risk", MapWords.Count(Math.Round(risk.Customers))], risk.Money is { } money ? MapWords.Money(money) : null)
        : "";

    /// <summary>Whether the loss is assumed, and how many said nothing.</summary>
    public string About(CellProblem problem) => Joined(
        Risk(problem).Length > 0 ? (problem.AtRisk!.Assumed ? texts["assumption"].Value : null) : problem.AtRisk is { Assumed: false } ? texts["no loss measured"].Value : null,
        problem.SilentShare is { } silent ? texts["{0} silent", MapWords.Percent(Math.Round(100 * silent))].Value : null);

    /// <summary>What the team assumed, what was measured, and what may be said of it.</summary>
    public static IEnumerable<Piece> Assumed(SheetColumn x)
    {
        foreach (var (dimension, test) in x.Tests)
        {
            var measured = test.Gap is null ? "" : $" → {MapWords.Score(dimension, x.Figures[dimension].Mean!.Value)}";
            yield return new(
                Joined($"{MapWords.Name(dimension)} {MapWords.Score(dimension, x.Assumed![dimension]!.Value)}{measured}", MapWords.Verdict(test.Verdict)), Small,
                test.Verdict switch { Verdict.Confirmed => Ink.Good, Verdict.Contradicted => Ink.Bad, _ => Ink.Soft }, Cut.Strong);
        }

        if (x.Assumed is { Reason.Length: > 0 } why) yield return new(why.Reason, Small, Ink.Soft, Cut.Italic);
    }

    /// <summary>"▲ +4": a change that stands, "≈ −1" one that may be chance.</summary>
    public static string ChangeOf(FigureGap change) => $"{GapWords.Mark(change.Gap)}\u00A0{GapWords.Short(change.Gap.Difference)}";

    public static IEnumerable<Piece> Change(SheetColumn x, Dimension dimension) =>
        x.Changes.TryGetValue(dimension, out var change)
            ? [new(ChangeOf(change), Body, !change.Gap.Significant ? Ink.Soft : change.Gap.Difference > 0 == (dimension != Dimension.Problem) ? Ink.Good : Ink.Bad, Cut.Strong)]
            : [];
}
