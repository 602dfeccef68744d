using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Exports;

/// <summary>One row of touchpoints with its lanes. A lane is as high as its fullest cell.</summary>
internal sealed class MapLanes(IStringLocalizer<ExportsText> texts, Canvas canvas, IReadOnlyList<SheetGroup> groups, double left, double label, double column, bool poster, Grouping grouping)
{
    private const double Pad = 4.5, Small = 6.6, Body = 7.2;

    private readonly SheetColumn[] columns = [.. groups.SelectMany(x => x.Columns)];

    private double Inner => column - 2 * Pad;

    private double Start => left + label;

    /// <summary>Height without the curve.</summary>
    public double Height => GroupHeight + NamesHeight + Cells().Sum(x => x.Height);

    /// <summary>True when the name of a touchpoint would have to be broken inside a word.</summary>
    public bool BreaksWords => columns.Any(x => canvas.Typeface.Settable(x.Touchpoint.Name.Here()).Split(' ').Any(word => word.Length <= 20 && canvas.Typeface.Width(word, 7.8, Cut.Strong) > NameRoom(x)));

    /// <summary>Draws the row from the top y; gives its lower end.</summary>
    public double Draw(double y, double curve)
    {
        var top = y;
        Groups(y);
        y += GroupHeight;
        Names(y);
        y += NamesHeight;
        foreach (var lane in Cells())
        {
            if (lane.Name == MapWords.Name(Dimension.Emotion))
            {
                Head(y, curve, lane.Name, lane.Note);
                new EmotionCurve(canvas, Start, y, curve, column).Draw(
                    columns, grouping == Grouping.Stage, texts["peak"], texts["end"], MapWords.Badge(Reliability.Insufficient));
                y = Rule(y + curve);
                continue;
            }

            Head(y, lane.Height, lane.Name, lane.Note);
            for (var i = 0; i < columns.Length; i++) lane.Draw(columns[i], Start + i * column, y, lane.Height);
            y = Rule(y + lane.Height);
        }

        for (var i = 1; i < columns.Length; i++) canvas.Line(Start + i * column, top + GroupHeight, Start + i * column, y, Ink.Line, 0.4);
        canvas.Line(Start, top, Start, y, Ink.Line, 0.6);
        canvas.Box(left, top, label + columns.Length * column, y - top, null, Ink.Line, 0.8, 0);
        return y;
    }

    private sealed record Lane(string Name, string Note, double Height, Action<SheetColumn, double, double, double> Draw);

    private List<Lane> Cells()
    {
        List<Lane> lanes =
        [
            Of(Dimension.Goal, texts["reached, 0 to 100"], x => poster && !x.Touchpoint.Goal.IsEmpty ? [x.Touchpoint.Goal.Here()] : []),
            new(MapWords.Name(Dimension.Emotion), texts["−100 to +100"], 0, (_, _, _, _) => { }),
            new(texts["Felt"], poster ? texts["interval, n, words chosen"] : texts["interval, n"], columns.Max(FeltHeight), Felt),
            Of(Dimension.Problem, texts["0 to 100, high is bad"], x => poster ? Problems(x) : []),
        ];
        if (poster && columns.Any(x => x.Detail.Verbatims.Count > 0))
            lanes.Add(new(texts["Verbatims"], "", columns.Max(x => Quotes(x).Sum(q => canvas.Height(q, Body, Inner, Cut.Italic) + 3)) + 2 * Pad, Verbatims));
        foreach (var lane in Enum.GetValues<MapLane>().Where(x => poster && columns.Any(c => c.Notes.Contains(x))))
            lanes.Add(new(MapWords.Lane(lane), "", columns.Max(x => Written(x, lane).Sum(t => canvas.Height(t, Body, Inner) + 2.5)) + 2 * Pad, (x, at, y, _) => Notes(Written(x, lane), at, y)));
        lanes.Add(new(texts["Reliability"], poster ? texts["share of own data"] : "", columns.Max(x => 15 + canvas.Height(Own(x), 6.2, Inner)) + Pad, Trust));
        if (poster && columns.Any(x => x.Touchpoint.OwnerTeam.Length + x.Touchpoint.OwnerPerson.Length > 0))
            lanes.Add(new(texts["Owner"], "", columns.Max(x => canvas.Height(x.Touchpoint.OwnerTeam, Body, Inner) + canvas.Height(x.Touchpoint.OwnerPerson, Small, Inner)) + 2 * Pad, Owner));
        return [.. lanes.Select(x => x.Height == 0 ? x : x with { Height = Math.Max(x.Height, HeadHeight(x)) })];

        Lane Of(Dimension dimension, string note, Func<SheetColumn, IReadOnlyList<string>> more) => new(
            MapWords.Name(dimension), note, columns.Max(x => FigureHeight(x.Figures[dimension]) + (IsHidden(x.Figures[dimension]) ? 0 : more(x).Sum(t => canvas.Height(t, Body, Inner) + 2.5))) + Pad,
            (x, at, y, height) => Figure(x, dimension, more(x), at, y, height));
    }

    private double GroupHeight => groups.Max(x => canvas.Height(Named(x), 8.6, x.Columns.Count * column - 2 * Pad, Cut.Strong) + (Summary(x) is { Length: > 0 } s ? canvas.Height(s, Small, x.Columns.Count * column - 2 * Pad) : 0)) + 8;

    private void Groups(double y)
    {
        canvas.Box(left, y, label + columns.Length * column, GroupHeight, Ink.Head);
        canvas.Text(left + Pad, y + 12, grouping == Grouping.Stage ? texts["Stage"] : texts["Team"], 7.4, Ink.Text, Cut.Strong);
        var x = Start;
        foreach (var group in groups)
        {
            var room = group.Columns.Count * column - 2 * Pad;
            var used = canvas.Lines(x + Pad, y + 3.5, room, Named(group), 8.6, Ink.Text, Cut.Strong);
            canvas.Lines(x + Pad, y + 3.5 + used, room, Summary(group), Small, Ink.Soft);
            canvas.Line(x, y, x, y + GroupHeight, Ink.White, 1.6);
            x += group.Columns.Count * column;
        }

        Rule(y + GroupHeight);
    }

    private static string Named(SheetGroup group) => group.Note.Length == 0 ? group.Name : $"{group.Name} · {group.Note}";

    private static string Summary(SheetGroup group) => group.Figures is not { } figures
        ? ""
        : string.Join(" · ", new[] { (Dimension.Goal, figures.Goal), (Dimension.Emotion, figures.Emotion), (Dimension.Problem, figures.Problem) }
            .Select(x => $"{MapWords.Name(x.Item1)}\u00A0{(x.Item2.Score is { } score ? MapWords.Score(x.Item1, score) : "–")}"));

    private double NamesHeight => columns.Max(x => canvas.Height(x.Touchpoint.Name.Here(), 7.8, NameRoom(x), Cut.Strong) + canvas.Height(Marks(x), Small - 0.4, Inner)) + 2 * Pad;

    private double NameRoom(SheetColumn x) => Inner - (x.Touchpoint.IsKeyMoment ? 9 : 0);

    private void Names(double y)
    {
        canvas.Text(left + Pad, y + 13, texts["Touchpoint"], 7.4, Ink.Text, Cut.Strong);
        for (var i = 0; i < columns.Length; i++)
        {
            var (at, x) = (Start + i * column + Pad, columns[i]);
            if (x.Touchpoint.IsKeyMoment) canvas.Star(at + 3.4, y + Pad + 5, 4, Ink.Key);
            var used = canvas.Lines(at + Inner - NameRoom(x), y + Pad, NameRoom(x), x.Touchpoint.Name.Here(), 7.8, Ink.Text, Cut.Strong);
            canvas.Lines(at, y + Pad + used, Inner, Marks(x), Small - 0.4, Ink.Soft);
        }

        Rule(y + NamesHeight);
    }

    private string Marks(SheetColumn x)
    {
        var kind = x.Touchpoint.IsKeyMoment ? texts["key moment"] : x.Touchpoint.IsMandatory ? texts["mandatory"] : texts["optional"];
        return string.Join(" · ", new[] { Terms.Of(x.Touchpoint.Channel), kind.Value, grouping == Grouping.Team ? x.Stage.Name.Here() : null }.OfType<string>());
    }

    private double HeadHeight(Lane lane) =>
        canvas.Height(lane.Name, 7.8, label - 2 * Pad, Cut.Strong) + (lane.Note.Length > 0 ? canvas.Height(lane.Note, 6, label - 2 * Pad) : 0) + 2 * Pad;

    private void Head(double y, double height, string name, string note)
    {
        canvas.Box(left, y, label, height, "#fbfcfd");
        var used = canvas.Lines(left + Pad, y + Pad, label - 2 * Pad, name, 7.8, Ink.Text, Cut.Strong);
        if (note.Length > 0) canvas.Lines(left + Pad, y + Pad + used, label - 2 * Pad, note, 6, Ink.Soft);
    }

    private double Rule(double y)
    {
        canvas.Line(left, y, Start + columns.Length * column, y, Ink.Line, 0.6);
        return y;
    }

    private static bool IsHidden(CellScore cell) => cell.Suppressed || cell.Badge == Reliability.Insufficient;

    // The interval stands beside the figure, or under it in a narrow column.
    private bool Narrow(CellScore cell, Dimension dimension) => canvas.Typeface.Width(MapWords.Score(dimension, cell.Score!.Value), 11, Cut.Strong) + 4 + canvas.Typeface.Width(Beside(cell, dimension), Small) > Inner;

    // In a narrow column n has a line of its own and needs no dot.
    private string Beside(CellScore cell, Dimension dimension)
    {
        var (interval, n) = (MapWords.Interval(dimension, cell.ScoreLow!.Value, cell.ScoreHigh!.Value), $"n\u00A0{MapWords.Count(cell.N!.Value)}");
        return canvas.Typeface.Width(canvas.Typeface.Settable($"{interval} · {n}"), Small) > Inner ? $"{interval} {n}" : $"{interval} · {n}";
    }

    private double FigureHeight(CellScore cell) => IsHidden(cell) ? 18 : (Narrow(cell, Dimension.Goal) ? 21 + canvas.Height(Beside(cell, Dimension.Goal), Small, Inner) : 24);

    private void Figure(SheetColumn x, Dimension dimension, IReadOnlyList<string> more, double at, double y, double height)
    {
        var cell = x.Figures[dimension];
        if (IsHidden(cell))
        {
            Hidden(at, y, height);
            return;
        }

        var (colour, dark) = dimension == Dimension.Goal ? (Ink.Goal, Ink.GoalDark) : (Ink.Problem, Ink.ProblemDark);
        var score = canvas.Text(at + Pad, y + 13.5, MapWords.Score(dimension, cell.Score!.Value), 11, Ink.Text, Cut.Strong);
        var bar = y + 18;
        if (Narrow(cell, dimension)) bar += canvas.Lines(at + Pad, y + 15.5, Inner, Beside(cell, dimension), Small, Ink.Soft) - 1;
        else canvas.Text(at + Pad + score + 4, y + 13.5, Beside(cell, dimension), Small, Ink.Soft);
        var (low, high) = (Share(dimension, cell.ScoreLow!.Value), Share(dimension, cell.ScoreHigh!.Value));
        canvas.Box(at + Pad, bar, Inner, 3.6, Ink.Track, radius: 1.8);
        if (Share(dimension, cell.Score.Value) * Inner > 0.5) canvas.Box(at + Pad, bar, Share(dimension, cell.Score.Value) * Inner, 3.6, colour, radius: 1.8);
        canvas.Box(at + Pad + low * Inner, bar - 1.2, Math.Max(0.8, (high - low) * Inner), 6, dark, dark, 0.5, opacity: 0.2);
        canvas.Line(at + Pad + low * Inner, bar - 1.2, at + Pad + low * Inner, bar + 4.8, dark, 0.7);
        canvas.Line(at + Pad + high * Inner, bar - 1.2, at + Pad + high * Inner, bar + 4.8, dark, 0.7);
        bar += 7.5;
        foreach (var text in more) bar += canvas.Lines(at + Pad, bar, Inner, text, Body, Ink.Text) + 2.5;
    }

    private static double Share(Dimension dimension, double value) => (value - dimension.Min()) / dimension.Range();

    private void Hidden(double at, double y, double height)
    {
        canvas.Hatch(at, y, column, height);
        Pill(at + Pad, y + Pad, Reliability.Insufficient);
    }

    private void Pill(double x, double y, Reliability badge)
    {
        var (fill, text, line) = badge switch
        {
            Reliability.Reliable => ("#e2f3ec", "#0d5c45", "#e2f3ec"),
            Reliability.Indicative => ("#fff6e0", "#7a5200", "#f3dfaa"),
            _ => ("#eef1f4", Ink.Soft, "#b9c3cf"),
        };
        var width = canvas.Typeface.Width(MapWords.Badge(badge), 6.4) + 8;
        canvas.Box(x, y, width, 10, fill, line, 0.6, 5);
        canvas.Text(x + 4, y + 7.3, MapWords.Badge(badge), 6.4, text);
    }

    private static string FeltWords(SheetColumn x) => string.Join(", ", x.Detail.Words.Select(w => MapWords.Emotion(w.Word)));

    private double FeltHeight(SheetColumn x) => IsHidden(x.Figures.Emotion)
        ? 18
        : canvas.Height(Beside(x.Figures.Emotion, Dimension.Emotion), Small, Inner) + (poster ? canvas.Height(FeltWords(x), Body, Inner) + 2 : 0) + 2 * Pad;

    private void Felt(SheetColumn x, double at, double y, double height)
    {
        if (IsHidden(x.Figures.Emotion))
        {
            Hidden(at, y, height);
            return;
        }

        var used = canvas.Lines(at + Pad, y + Pad, Inner, Beside(x.Figures.Emotion, Dimension.Emotion), Small, Ink.Soft);
        if (poster) canvas.Lines(at + Pad, y + Pad + used + 2, Inner, FeltWords(x), Body, x.Figures.Emotion.Score < 0 ? Ink.Bad : Ink.Good);
    }

    private static IReadOnlyList<string> Problems(SheetColumn x) => [.. x.Detail.Problems.Take(3).Select(p => $"{p.Label.Here()}, {MapWords.Percent(p.Share.Percent)}")];

    private static IReadOnlyList<string> Quotes(SheetColumn x) =>
        [.. x.Detail.Verbatims.Take(2).Select(v => Languages.Current == "fr" ? $"«\u00A0{MapWords.Short(v.Text)}\u00A0»" : $"“{MapWords.Short(v.Text)}”")];

    private void Verbatims(SheetColumn x, double at, double y, double height)
    {
        if (IsHidden(x.Figures.Goal) && IsHidden(x.Figures.Emotion) && IsHidden(x.Figures.Problem))
        {
            canvas.Hatch(at, y, column, height);
            return;
        }

        y += Pad;
        foreach (var quote in Quotes(x)) y += canvas.Lines(at + Pad, y, Inner, quote, Body, "#3d4757", Cut.Italic) + 3;
    }

    private IReadOnlyList<string> Written(SheetColumn x, MapLane lane) =>
        [.. x.Notes[lane].SelectMany(n => (n.Stage is { } stage ? texts["Stage “{0}”: {1}", stage.Here(), n.Text.Here()].Value : n.Text.Here()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private void Notes(IReadOnlyList<string> written, double at, double y)
    {
        y += Pad;
        foreach (var text in written) y += canvas.Lines(at + Pad, y, Inner, text, Body, Ink.Text) + 2.5;
    }

    private void Trust(SheetColumn x, double at, double y, double height)
    {
        Pill(at + Pad, y + Pad, Badge(x));
        canvas.Lines(at + Pad, y + Pad + 12, Inner, Own(x), 6.2, Ink.Soft);
    }

    // As the screen has it: the least of the figures that are shown.
    private static CellScore[] Shown(SheetColumn x) => [.. Dimensions.All.Select(d => x.Figures[d]).Where(c => !c.Suppressed)];

    private static Reliability Badge(SheetColumn x) => Shown(x) is { Length: > 0 } shown ? shown.Min(c => c.Badge) : Reliability.Insufficient;

    private string Own(SheetColumn x) => poster && Badge(x) != Reliability.Insufficient ? texts["{0} own data", MapWords.Percent(Math.Round(Shown(x).Min(c => c.OwnData!.Value)))].Value : "";

    private void Owner(SheetColumn x, double at, double y, double height)
    {
        var used = canvas.Lines(at + Pad, y + Pad, Inner, x.Touchpoint.OwnerTeam, Body, Ink.Text);
        canvas.Lines(at + Pad, y + Pad + used, Inner, x.Touchpoint.OwnerPerson, Small, Ink.Soft);
    }
}
