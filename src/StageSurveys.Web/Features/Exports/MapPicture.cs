using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Exports;

/// <summary>What a picture is for.</summary>
public enum Layout
{
    /// <summary>16 : 9, what matters at a glance: goals, curve, problems.</summary>
    Slide,

    /// <summary>A3 landscape, everything, to hang on a wall.</summary>
    Poster,
}

/// <summary>
/// Draws a board or map. Texts are never cut: the sheet is laid out on paper as large as its texts need, in one row of touchpoints or in several, and then
/// brought to the size of the page; the layout that leaves the largest letters is taken.
/// </summary>
public sealed class MapPicture(IStringLocalizer<ExportsText> texts, Typeface typeface)
{
    public Picture Draw(ExportSheet sheet, Layout layout, Grouping grouping)
    {
        var (width, height) = layout == Layout.Slide ? (960.0, 540.0) : (1190.55, 841.89);
        if (sheet.Columns.Count == 0) return Nothing(sheet, width, height);
        var groups = sheet.Groups(grouping, x => Terms.Of(x), texts["No team"]);
        var best = Enumerable.Range(1, Math.Clamp((sheet.Columns.Count + 5) / 6, 1, 4)).Select(rows => Fit(rows)).MinBy(x => x.Width);
        var canvas = new Canvas(typeface);
        new MapSheet(texts, canvas, sheet, Rows(groups, best.Rows), layout, grouping).Draw(best.Width, best.Width * height / width);
        return new Picture(best.Width, best.Width * height / width, Languages.Current, Title(sheet), Description(sheet), canvas.Marks).Scaled(width / best.Width);

        (int Rows, double Width) Fit(int rows)
        {
            var bands = Rows(groups, rows);
            for (var paper = width * 0.8; ; paper *= 1.04)
            {
                var needed = new MapSheet(texts, new Canvas(typeface), sheet, bands, layout, grouping).Needed(paper);
                if (needed <= paper * height / width || paper > 40 * width) return (rows, paper);
            }
        }
    }

    // There is a journey and there are stages, but nothing to draw a column of.
    private Picture Nothing(ExportSheet sheet, double width, double height)
    {
        var canvas = new Canvas(typeface);
        canvas.Text(26, 41, Title(sheet), 17, Ink.Text, Cut.Strong);
        canvas.Text(26, 60, texts["The journey has no touchpoint for this choice."], 9.5, Ink.Soft);
        return new Picture(width, height, Languages.Current, Title(sheet), texts["The journey has no touchpoint for this choice."], canvas.Marks);
    }

    /// <summary>"The hurried buyer · Online shop".</summary>
    public string Title(ExportSheet sheet) => $"{sheet.Persona?.Name.Here() ?? texts["Everybody"].Value} · {sheet.Journey.Journey.Name.Here()}";

    private string Description(ExportSheet sheet) => texts["Emotion curve: {0}", string.Join("; ", sheet.Columns.Select(x => $"{x.Touchpoint.Name.Here()} "
        + (EmotionCurve.IsHidden(x) ? MapWords.Badge(Reliability.Insufficient) : MapWords.Score(Dimension.Emotion, x.Figures.Emotion.Score!.Value))))].Value;

    /// <summary>The groups in so many rows of about the same number of touchpoints; a group that would make a row too long goes on in the next.</summary>
    private static List<List<SheetGroup>> Rows(IReadOnlyList<SheetGroup> groups, int rows)
    {
        var size = (int)Math.Ceiling((double)groups.Sum(x => x.Columns.Count) / rows);
        List<List<SheetGroup>> all = [[]];
        var used = 0;
        foreach (var group in groups)
        {
            var left = group.Columns.AsEnumerable().ToList();
            while (left.Count > 0)
            {
                // A whole group rather than a piece, where only a column or two more come by it.
                var room = size - used;
                if (used > 0 && (room <= 0 || (left.Count > room && room < 2)))
                {
                    all.Add([]);
                    (used, room) = (0, size);
                }

                var taken = left.Count <= room + 1 ? left.Count : room;
                all[^1].Add(group with { Columns = left[..taken] });
                left = left[taken..];
                used += taken;
            }
        }

        return all;
    }
}
