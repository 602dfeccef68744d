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
    private const double Pad = 4.5, Small = CellTexts.Small, Body = CellTexts.Body;

    private readonly CellTexts said = new(texts);

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
            Of(Dimension.Goal, texts["reached, 0 to 100"], x => poster ? said.Goal(x) : CellTexts.Change(x, Dimension.Goal)),
            new(MapWords.Name(Dimension.Emotion), texts["−100 to +100"], 0, (_, _, _, _) => { }),
            new(texts["Felt"], poster && columns.Any(x => x.Detail.Words.Count > 0) ? texts["interval, n, words chosen"] : texts["interval, n"], columns.Max(FeltHeight), Felt),
            Of(Dimension.Problem, texts["0 to 100, high is bad"], x => said.Problems(x, poster ? MapPage.ProblemsShown : 1)),
        ];
        if (poster && columns.Any(x => x.Detail.Verbatims.Count > 0))
            lanes.Add(new(texts["Verbatims"], "", columns.Max(x => Quotes(x).Sum(q => canvas.Height(q, Body, Inner, Cut.Italic) + 3)) + 2 * Pad, Verbatims));
        foreach (var lane in Enum.GetValues<MapLane>().Where(x => poster && columns.Any(c => c.Notes.Contains(x))))
            lanes.Add(Text(MapWords.Lane(lane), texts["written by the team"], x => Written(x, lane)));
        if (poster && columns.Any(x => x.Tests.Count > 0))
            lanes.Add(Text(texts["Assumed"], texts["assumed → measured"], CellTexts.Assumed));
        if (poster && columns.Any(x => x.Changes.Count > 0 && x.ResponseRate is not null))
            lanes.Add(Text(texts["Response rate"], texts["answered of sent"], Response));
        if (poster && columns.Any(x => x.Touchpoint.OwnerTeam.Length + x.Touchpoint.OwnerPerson.Length > 0))
            lanes.Add(Text(texts["Owner"], "", x => [new(x.Touchpoint.OwnerTeam, Body, Ink.Text, After: 0), new(x.Touchpoint.OwnerPerson, Small, Ink.Soft, After: 0)]));
        return [.. lanes.Select(x => x.Height == 0 ? x : x with { Height = Math.Max(x.Height, HeadHeight(x)) })];

        Lane Of(Dimension dimension, string note, Func<SheetColumn, IEnumerable<Piece>> more) => new(
            MapWords.Name(dimension), note, columns.Max(x => FigureHeight(x, dimension) + HeightOf(more(x))) + Pad, (x, at, y, height) => Figure(x, dimension, more(x), at, y, height));

        Lane Text(string name, string note, Func<SheetColumn, IEnumerable<Piece>> pieces) =>
            new(name, note, columns.Max(x => HeightOf(pieces(x))) + 2 * Pad, (x, at, y, _) => Put(pieces(x), at, y + Pad));
    }

    private double HeightOf(IEnumerable<Piece> pieces) => pieces.Sum(x => canvas.Height(x.Text, x.Size, Inner, x.Cut) + x.After);

    private void Put(IEnumerable<Piece> pieces, double at, double y)
    {
        foreach (var x in pieces) y += canvas.Lines(at + Pad, y, Inner, x.Text, x.Size, x.Colour, x.Cut) + x.After;
    }

    private double GroupHeight => groups.Max(x => canvas.Height(Named(x), 8.6, x.Columns.Count * column - 2 * Pad, Cut.Strong) + Summary(x).Sum(s => canvas.Height(s, Small, x.Columns.Count * column - 2 * Pad))) + 8;

    private void Groups(double y)
    {
        canvas.Box(left, y, label + columns.Length * column, GroupHeight, Ink.Head);
        canvas.Text(left + Pad, y + 12, grouping == Grouping.Stage ? texts["Stage"] : texts["Team"], 7.4, Ink.Text, Cut.Strong);
        var x = Start;
        foreach (var group in groups)
        {
            var room = group.Columns.Count * column - 2 * Pad;
            var used = canvas.Lines(x + Pad, y + 3.5, room, Named(group), 8.6, Ink.Text, Cut.Strong);
            foreach (var line in Summary(group)) used += canvas.Lines(x + Pad, y + 3.5 + used, room, line, Small, Ink.Soft);
            canvas.Line(x, y, x, y + GroupHeight, Ink.White, 1.6);
            x += group.Columns.Count * column;
        }

        Rule(y + GroupHeight);
    }

    private static string Named(SheetGroup group) => group.Note.Length == 0 ? group.Name : $"{group.Name} · {group.Note}";

    // As many figures a line as there is room for; none is broken where a line of its own would hold it.
    private List<string> Summary(SheetGroup group)
    {
        var room = group.Columns.Count * column - 2 * Pad;
        List<string> lines = [];
        foreach (var part in group.Stage is { } stage ? said.Stage(stage) : [])
        {
            if (lines.Count > 0 && CellTexts.Joined(lines[^1], part) is var longer && canvas.Typeface.Width(longer, Small) <= room) lines[^1] = longer;
            else lines.Add(part);
        }

        return lines;
    }

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

    private double FigureHeight(SheetColumn x, Dimension dimension)
    {
        var cell = x.Figures[dimension];
        return IsHidden(cell)
            ? HiddenHeight(cell)
            : (Narrow(cell, dimension) ? 21 + canvas.Height(Beside(cell, dimension), Small, Inner) : 24) + TrustHeight(x, dimension);
    }

    private void Figure(SheetColumn x, Dimension dimension, IEnumerable<Piece> more, double at, double y, double height)
    {
        var cell = x.Figures[dimension];
        if (IsHidden(cell))
        {
            Hidden(cell, at, y, height);
            Put(more, at, y + HiddenHeight(cell));
            return;
        }

        var (colour, dark) = dimension == Dimension.Goal ? (Ink.Goal, Ink.GoalDark) : (Ink.Problem, Ink.ProblemDark);
        var stale = x.Ages.GetValueOrDefault(dimension) is { Stale: true };
        var score = canvas.Text(at + Pad, y + 13.5, MapWords.Score(dimension, cell.Score!.Value), 11, stale ? Ink.Soft : Ink.Text, stale ? Cut.Italic : Cut.Strong);
        var bar = y + 18;
        if (Narrow(cell, dimension)) bar += canvas.Lines(at + Pad, y + 15.5, Inner, Beside(cell, dimension), Small, Ink.Soft) - 1;
        else canvas.Text(at + Pad + score + 4, y + 13.5, Beside(cell, dimension), Small, Ink.Soft);
        var (low, high, pale) = (Share(dimension, cell.ScoreLow!.Value), Share(dimension, cell.ScoreHigh!.Value), stale ? 0.35 : 1);
        canvas.Box(at + Pad, bar, Inner, 3.6, Ink.Track, radius: 1.8);
        if (Share(dimension, cell.Score.Value) * Inner > 0.5) canvas.Box(at + Pad, bar, Share(dimension, cell.Score.Value) * Inner, 3.6, colour, radius: 1.8, opacity: pale);
        canvas.Box(at + Pad + low * Inner, bar - 1.2, Math.Max(0.8, (high - low) * Inner), 6, dark, dark, 0.5, opacity: 0.2 * pale);
        foreach (var end in (double[])[low, high]) canvas.Line(at + Pad + end * Inner, bar - 1.2, at + Pad + end * Inner, bar + 4.8, stale ? Ink.Hypothesis : dark, 0.7);
        Put(more, at, bar + 7.5 + Trust(x, dimension, at, bar + 7.5));
    }

    private static double Share(Dimension dimension, double value) => (value - dimension.Min()) / dimension.Range();

    // Why there is no figure is said where there is room for texts.
    private double HiddenHeight(CellScore cell) => 18 + (poster ? canvas.Height(said.WhyHidden(cell), CellTexts.Fine, Inner) + 2 : 0);

    private void Hidden(CellScore cell, double at, double y, double height)
    {
        canvas.Hatch(at, y, column, height);
        Pill(at + Pad, y + Pad, Reliability.Insufficient);
        if (poster) canvas.Lines(at + Pad, y + Pad + 12, Inner, said.WhyHidden(cell), CellTexts.Fine, Ink.Soft);
    }

    private static double PillWidth(Typeface typeface, Reliability badge) => typeface.Width(MapWords.Badge(badge), 6.4) + 8;

    // What else tells how far a figure can be trusted stands beside its badge, or under it in a narrow column.
    private (double Left, double Down, double Room) BesidePill(SheetColumn x, Dimension dimension)
    {
        var pill = PillWidth(canvas.Typeface, x.Figures[dimension].Badge) + 3;
        return canvas.Typeface.Width(said.Trust(x, dimension), CellTexts.Fine) <= Inner - pill ? (pill, 0.8, Inner - pill) : (0, 11.5, Inner);
    }

    private double TrustHeight(SheetColumn x, Dimension dimension)
    {
        var (_, down, room) = BesidePill(x, dimension);
        return Math.Max(10, down + canvas.Height(said.Trust(x, dimension), CellTexts.Fine, room)) + 3;
    }

    private double Trust(SheetColumn x, Dimension dimension, double at, double y)
    {
        var (aside, down, room) = BesidePill(x, dimension);
        Pill(at + Pad, y, x.Figures[dimension].Badge);
        canvas.Lines(at + Pad + aside, y + down, room, said.Trust(x, dimension), CellTexts.Fine, Ink.Soft);
        return TrustHeight(x, dimension);
    }

    private void Pill(double x, double y, Reliability badge)
    {
        var (fill, text, line) = badge switch
        {
            Reliability.Reliable => ("#e2f3ec", "#0d5c45", "#e2f3ec"),
            Reliability.Indicative => ("#fff6e0", "#7a5200", "#f3dfaa"),
            _ => ("#eef1f4", Ink.Soft, "#b9c3cf"),
        };
        canvas.Box(x, y, PillWidth(canvas.Typeface, badge), 10, fill, line, 0.6, 5);
        canvas.Text(x + 4, y + 7.3, MapWords.Badge(badge), 6.4, text);
    }

    private IEnumerable<Piece> FeltMore(SheetColumn x) => poster ? said.Felt(x) : CellTexts.Change(x, Dimension.Emotion);

    private double FeltHeight(SheetColumn x) => IsHidden(x.Figures.Emotion)
        ? HiddenHeight(x.Figures.Emotion)
        : canvas.Height(Beside(x.Figures.Emotion, Dimension.Emotion), Small, Inner) + 2 + TrustHeight(x, Dimension.Emotion) + HeightOf(FeltMore(x)) + 2 * Pad;

    private void Felt(SheetColumn x, double at, double y, double height)
    {
        if (IsHidden(x.Figures.Emotion))
        {
            Hidden(x.Figures.Emotion, at, y, height);
            return;
        }

        y += Pad;
        y += canvas.Lines(at + Pad, y, Inner, Beside(x.Figures.Emotion, Dimension.Emotion), Small, Ink.Soft) + 2;
        Put(FeltMore(x), at, y + Trust(x, Dimension.Emotion, at, y));
    }

    private static IReadOnlyList<string> Quotes(SheetColumn x) =>
        [.. x.Detail.Verbatims.Take(2).Select(v => Languages.Current == "fr" ? $"«\u00A0{MapWords.Short(v.Text)}\u00A0»" : $"“{MapWords.Short(v.Text)}”")];

    private void Verbatims(SheetColumn x, double at, double y, double height)
    {
        if (!x.IsOpen)
        {
            canvas.Hatch(at, y, column, height);
            return;
        }

        y += Pad;
        foreach (var quote in Quotes(x)) y += canvas.Lines(at + Pad, y, Inner, quote, Body, "#3d4757", Cut.Italic) + 3;
    }

    private IEnumerable<Piece> Written(SheetColumn x, MapLane lane) =>
        x.Notes[lane].SelectMany(n => (n.Stage is { } stage ? texts["Stage “{0}”: {1}", stage.Here(), n.Text.Here()].Value : n.Text.Here())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(text => new Piece(text, Body, Ink.Text));

    private static IEnumerable<Piece> Response(SheetColumn x) => x.ResponseRate is { } rate
        ? [new(MapWords.Percent(rate.Percent), Body, Ink.Text, Cut.Strong, 0), new($"{MapWords.Interval(Dimension.Goal, rate.Low, rate.High)} n\u00A0{MapWords.Count(rate.N)}", Small, Ink.Soft, After: 0)]
        : [new("–", Body, Ink.Soft)];
}
