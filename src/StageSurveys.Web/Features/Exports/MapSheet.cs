using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Exports;

/// <summary>One layout of a picture on paper of a given width: header, portrait, rows of touchpoints with their lanes, legend.</summary>
internal sealed class MapSheet(IStringLocalizer<ExportsText> texts, Canvas canvas, ExportSheet sheet, List<List<SheetGroup>> rows, Layout layout, Grouping grouping)
{
    private const double Margin = 26, LaneLabel = 66, RowGap = 10, CurveLeast = 124;
    private readonly CellTexts said = new(texts);
    private double width;

    private bool Poster => layout == Layout.Poster;

    private double Column => (width - 2 * Margin - LaneLabel) / rows.Max(x => x.Sum(g => g.Columns.Count));

    /// <summary>Height of paper that everything fits on, with curves as low as they may be.</summary>
    public double Needed(double paper)
    {
        width = paper;
        if (rows.Any(x => Lanes(x).BreaksWords)) return double.MaxValue;
        return Body() + rows.Sum(x => Lanes(x).Height) + rows.Count * CurveLeast + (rows.Count - 1) * RowGap + Footer(0, false) + Margin;
    }

    public void Draw(double paper, double height)
    {
        var free = Math.Max(0, height - Needed(paper));
        // What is left makes the curves taller, but not out of proportion, and then the gaps wider.
        var curve = CurveLeast + Math.Min(free / rows.Count, 120);
        var gap = RowGap + Math.Min(30, (free - (curve - CurveLeast) * rows.Count) / (rows.Count + 1));
        Header();
        var y = Body(draw: true) + gap - RowGap;
        foreach (var row in rows)
        {
            y = Lanes(row).Draw(y, curve) + gap;
        }

        Footer(height - Margin, true);
    }

    private MapLanes Lanes(IReadOnlyList<SheetGroup> row) => new(texts, canvas, row, Margin, LaneLabel, Column, Poster, grouping);

    private void Header()
    {
        var x = Margin;
        if (sheet.Persona is { } persona)
        {
            canvas.Circle(x + 14, Margin + 14, 14, Colour(persona.Colour));
            canvas.Text(x + 14, Margin + 19, PersonaInitial.Of(persona.Name.Here()), 14, Ink.White, Cut.Strong, 0.5);
            x += 36;
        }

        canvas.Text(x, Margin + 15, sheet.Persona?.Name.Here() ?? sheet.Journey.Journey.Name.Here(), 17, Ink.Text, Cut.Strong);
        canvas.Text(x, Margin + 29, sheet.Persona is null ? texts["Stage board, everybody"].Value : sheet.Journey.Journey.Name.Here(), 9.5, Ink.Soft);
    }

    // The tiles stand on the right of the title, or under it where the title is long.
    private double Body(bool draw = false)
    {
        List<(string Label, string Value, string Note, string Colour)> tiles =
        [
            Tile(MapWords.Name(Dimension.Goal), Dimension.Goal, sheet.Figures.Goal, Ink.Goal),
            Tile(texts["Emotions, lived"], Dimension.Emotion, sheet.Figures.Emotion, Ink.Accent),
            (texts["Emotions, remembered"], sheet.Figures.Remembered is { } r ? MapWords.Score(Dimension.Emotion, r.Value) : "–", texts["half the peak, half the end"], Ink.Accent),
            Tile(MapWords.Name(Dimension.Problem), Dimension.Problem, sheet.Figures.Problem, Ink.Problem),
            (texts["Index"], sheet.Figures.Index is { } i ? MapWords.Score(Dimension.Goal, i) : "–", texts["goals, emotions and problems alike"], Ink.Text),
        ];
        if (sheet.Nps is { } nps) tiles.Add(("NPS", MapWords.Score(Dimension.Emotion, nps.Percent), $"{MapWords.Interval(Dimension.Emotion, nps.Low, nps.High)} · n\u00A0{MapWords.Count(nps.N)}", Ink.Text));
        var title = canvas.Typeface.Width(canvas.Typeface.Settable(sheet.Persona?.Name.Here() ?? sheet.Journey.Journey.Name.Here()), 17, Cut.Strong) + 50;
        var widths = tiles.Select(t => Math.Max(62, Math.Max(canvas.Typeface.Width(t.Label, 6.8), canvas.Typeface.Width(t.Note, 6.2)) + 16)).ToArray();
        var room = width - 2 * Margin;
        var beside = title + widths.Sum() + 6 * tiles.Count <= room;
        var top = beside ? Margin - 4 : Margin + 40;
        var x = width - Margin - widths.Sum() - 6 * (tiles.Count - 1);
        for (var n = 0; draw && n < tiles.Count; n++)
        {
            var (label, value, note, colour) = tiles[n];
            canvas.Box(x, top, widths[n], 40, Ink.White, Ink.Line, 0.6, 5);
            canvas.Text(x + 8, top + 10, label, 6.8, Ink.Soft);
            canvas.Text(x + 8, top + 26, value, 14, colour, Cut.Strong);
            canvas.Text(x + 8, top + 35.5, note, 6.2, Ink.Soft);
            x += widths[n] + 6;
        }

        var y = top + 40 + 8;
        return Poster && sheet.Portrait is { } portrait ? Portrait(portrait, y, draw) : y;
    }

    private (string Label, string Value, string Note, string Colour) Tile(string label, Dimension dimension, StageScore line, string colour) => line.Score is { } score
        ? (label, MapWords.Score(dimension, score), CellTexts.Joined(
            MapWords.Interval(dimension, line.Low!.Value, line.High!.Value), MapWords.Badge(sheet.Badges[dimension]),
            sheet.Changes?.Whole.GetValueOrDefault(dimension) is { } change ? CellTexts.ChangeOf(change) : null), colour)
        : (label, "–", MapWords.Badge(Reliability.Insufficient), colour);

    private double Portrait(MapPortrait portrait, double y, bool draw)
    {
        List<(string Head, string Text, Cut Cut)> parts = [];
        if (!portrait.Quote.IsEmpty) parts.Add((texts["In their words"], Languages.Current == "fr" ? $"«\u00A0{portrait.Quote.Here()}\u00A0»" : $"“{portrait.Quote.Here()}”", Cut.Italic));
        if (!portrait.Description.IsEmpty) parts.Add((texts["Who they are"], portrait.Description.Here(), Cut.Regular));
        parts.AddRange(portrait.Traits.Select(x => (GroupName(x.Group), x.Text.Here(), Cut.Regular)));
        if (portrait.AllCustomers > 0) parts.Add((texts["Customers"], $"{MapWords.Count(portrait.Customers)} ({MapWords.Percent(100.0 * portrait.Customers / portrait.AllCustomers)})", Cut.Regular));
        if (portrait.CustomerValue is { } worth) parts.Add((texts["Value of a customer"], texts["{0} a year", MapWords.Money(worth)], Cut.Regular));
        if (sheet.Worst is { } worst) parts.Add((texts["First problem"], texts["{0}: {1}", worst.Label.Here(), CellTexts.Joined(said.Risk(worst), said.About(worst))], Cut.Strong));
        if (parts.Count == 0) return y;
        var room = width - 2 * Margin - 20;
        // Long texts get more room, so that the strip is as low as it can be.
        var weights = parts.Select(x => Math.Sqrt(Math.Max(30, canvas.Typeface.Width(canvas.Typeface.Settable(x.Text), 7.4, x.Cut)))).ToArray();
        var widths = weights.Select(x => x / weights.Sum() * (room - 12 * (parts.Count - 1))).ToArray();
        var height = parts.Select((p, i) => canvas.Height(p.Text, 7.4, widths[i], p.Cut)).Max() + 24;
        if (!draw) return y + height + 8;
        canvas.Box(Margin, y, width - 2 * Margin, height, Ink.Sunk, Ink.Line, 0.6, 5);
        var x = Margin + 10;
        for (var i = 0; i < parts.Count; i++)
        {
            canvas.Text(x, y + 12, parts[i].Head, 6.4, Ink.Soft, Cut.Strong);
            canvas.Lines(x, y + 16, widths[i], parts[i].Text, 7.4, Ink.Text, parts[i].Cut);
            x += widths[i] + 12;
        }

        return y + height + 8;
    }

    private string GroupName(string group) => group switch
    {
        "sales" => texts["Sales"],
        "navigation" => texts["Navigation"],
        "loyalty" => texts["Loyalty"],
        "social" => texts["Social networks"],
        _ => texts["Surveys"],
    };

    // Legend and what the figures mean; gives its height.
    private double Footer(double bottom, bool draw)
    {
        var (scope, profile) = (sheet.Journey.Scope, sheet.Journey.Profile);
        var about = string.Join(' ',
            sheet.Version is { } version ? texts["Version {0}: {1}.", version.Number, version.Name] : "",
            scope.FromBeginning ? texts["All time, until {0}.", Moments.Day(scope.To)] : texts["From {0} to {1}.", Moments.Day(scope.From), Moments.Day(scope.To)],
            scope.Rule == AnswerRule.Latest ? texts["One answer per customer and touchpoint counts in {0} days, the latest.", profile.DedupeDays] : texts["Every answer counts, also several of one customer within {0} days.", profile.DedupeDays],
            scope.Weighting == Weighting.Recent ? texts["Recent answers weigh more: half after {0} days, nothing after {1} days.", profile.HalfLifeDays, profile.MaxAgeDays] : texts["All answers of the period weigh the same."],
            scope.Channel is { } channel ? texts["Only the channel “{0}”.", Terms.Of(channel)] : "",
            scope.Survey is { } survey ? texts["Only answers to the survey “{0}”.", survey.Key] : "",
            scope.Accounts?.Name is { } account ? texts["Only answers of the account “{0}”.", account] : "",
            scope.Accounts?.Segment is { } segment ? texts["Only answers of accounts of the segment “{0}”.", segment] : "",
            sheet.Changes is { Tests: > 0, Periods: { } periods }
                ? texts["Changes: {0} to {1} against {2} to {3}; ▲ ▼ significant (Benjamini–Hochberg at {4}), ≈ may be chance.", Moments.Day(periods.Now.From), Moments.Day(periods.Now.To), Moments.Day(periods.Before.From), Moments.Day(periods.Before.To), MapWords.Percent(100 * profile.FalseDiscoveryRate)]
                : "",
            sheet.Columns.Any(x => x.Detail.Problems.Any(p => p.AtRisk is not null))
                ? texts["≈ customers at risk: customers of the persona × share who report it × share lost by it; “assumption” where the loss is not measured: {0} is assumed.", MapWords.Percent(100 * profile.LossWhenAssumed)]
                : "",
            sheet.Columns.Any(x => x.Ages.Values.Any(a => a.Stale)) ? texts["Pale and “old”: the latest answer is {0} days old or more.", profile.HalfLifeDays] : "",
            texts["Scoring profile {0}; intervals at 95%.", sheet.Journey.Profile.Name],
            texts["Read on {0}.", Moments.Day(DateOnly.FromDateTime(sheet.MadeAt.UtcDateTime))]).Replace("  ", " ", StringComparison.Ordinal).Trim();
        List<(Action<double, double> Sign, string Text)> signs =
        [
            ((x, y) => canvas.Line(x, y - 2.2, x + 12, y - 2.2, Ink.Accent, 1.7), texts["measured, band = 95% interval"]),
            ((x, y) => canvas.Circle(x + 6, y - 2.2, 3, Ink.White, Ink.Accent, 1.3), texts["indicative (fewer than {0} effective answers)", profile.ReliableFrom].Value),
            ((x, y) => canvas.Hatch(x, y - 6, 12, 8), texts["hidden: fewer than {0} people, or it could be worked out", profile.AnonymityFloor].Value),
            ((x, y) => canvas.Star(x + 6, y - 2.4, 4, Ink.Key), texts["key moment, counts {0} times", MapWords.Number(profile.KeyMomentWeight, profile.KeyMomentWeight % 1 == 0 ? 0 : 1)].Value),
            ((x, y) => canvas.Box(x, y - 4.5, 12, 4.5, Ink.Goal, radius: 2), texts["goals: reached, 0 to 100"]),
            ((x, y) => canvas.Box(x, y - 4.5, 12, 4.5, Ink.Problem, radius: 2), texts["problems: 0 to 100, high is bad"]),
        ];
        if (grouping == Grouping.Stage && sheet.Columns.Any(x => x.Assumed?.Emotion is not null))
            signs.Insert(1, ((x, y) => canvas.Line(x, y - 2.2, x + 12, y - 2.2, Ink.Hypothesis, 0.9, 3, 3), texts["the team’s hypothesis"]));
        if (grouping == Grouping.Team)
            signs[0] = ((x, y) => canvas.Box(x + 3, y - 7, 6, 9, Ink.Accent, radius: 2, opacity: 0.25), texts["bar = 95% interval"]);
        var room = width - 2 * Margin;
        List<List<int>> lines = [[]];
        var used = 0.0;
        for (var i = 0; i < signs.Count; i++)
        {
            var own = 16 + canvas.Typeface.Width(signs[i].Text, 6.6) + 14;
            if (used + own > room && lines[^1].Count > 0)
            {
                lines.Add([]);
                used = 0;
            }

            lines[^1].Add(i);
            used += own;
        }

        var aboutHeight = canvas.Height(about, 6.6, room);
        var height = 8 + lines.Count * 11 + aboutHeight + 2;
        if (!draw) return height;
        var top = bottom - height + 12;
        foreach (var line in lines)
        {
            var x = Margin;
            foreach (var i in line)
            {
                signs[i].Sign(x, top);
                x += 16 + canvas.Text(x + 16, top, signs[i].Text, 6.6, Ink.Soft) + 14;
            }

            top += 11;
        }

        canvas.Lines(Margin, top - 6, room, about, 6.6, Ink.Soft);
        return height;
    }

    private static string Colour(string colour) => colour.Length == 7 && colour[0] == '#' && colour.Skip(1).All(char.IsAsciiHexDigit) ? colour : Ink.Accent;
}
