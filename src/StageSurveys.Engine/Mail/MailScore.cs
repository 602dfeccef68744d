using System.Globalization;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace StageSurveys.Engine.Mail;

/// <summary>A value of the first question, as a link.</summary>
/// <param name="Sign">What stands in the cell: a number, a face, a short text.</param>
/// <param name="Label">The same in words, for the plain part and for those who listen.</param>
public sealed record MailScoreCell(string Sign, string Label, Uri Address);

/// <summary>The first question of a survey, to be answered by one click in the mail. The click only proposes; see the answer page.</summary>
/// <param name="Lowest">What the first cell means, or empty.</param>
/// <param name="Highest">What the last cell means, or empty.</param>
public sealed record MailScore(string Question, IReadOnlyList<MailScoreCell> Cells, string Lowest, string Highest)
{
    /// <summary>The cells stand below each other: their texts would not fit beside each other on a phone.</summary>
    public bool IsStacked => Cells.Any(cell => cell.Sign.Length > 9) || Cells.Sum(cell => cell.Sign.Length) > 30;
}

/// <summary>The hole <c>{{score}}</c> standing alone in its paragraph.</summary>
internal sealed class ScoreBlock(MailScore score) : LeafBlock(null)
{
    public MailScore Score { get; } = score;
}

/// <summary>
/// Text links in cells of the brand's colour: the same colour for every value, so that none is suggested, and readable with pictures blocked.
/// </summary>
internal sealed class ScoreRenderer(BrandColours colours) : HtmlObjectRenderer<ScoreBlock>
{
    /// <summary>The block by itself.</summary>
    public static string ToHtml(MailScore score, BrandColours colours)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new ScoreRenderer(colours).Write(new HtmlRenderer(writer), new ScoreBlock(score));
        return writer.ToString();
    }

    protected override void Write(HtmlRenderer renderer, ScoreBlock block)
    {
        var score = block.Score;
        renderer.EnsureLine();
        renderer.Write("<p style=\"margin:24px 0 8px;font-weight:bold;\">");
        renderer.WriteEscape(score.Question);
        renderer.WriteLine("</p>");
        renderer.Write("<div role=\"group\" aria-label=\"");
        renderer.WriteEscape(score.Question);
        renderer.WriteLine("\">");
        renderer.WriteLine("""<table role="presentation" width="100%" cellpadding="0" cellspacing="3" border="0" style="border-collapse:separate;table-layout:fixed;"><tr>""");
        for (var at = 0; at < score.Cells.Count; at++)
        {
            if (score.IsStacked && at > 0) renderer.WriteLine("</tr><tr>");
            Cell(renderer, score, score.Cells[at]);
        }

        renderer.WriteLine("</tr></table>");
        Ends(renderer, score);
        renderer.WriteLine("</div>");
    }

    private void Cell(HtmlRenderer renderer, MailScore score, MailScoreCell cell)
    {
        var width = score.IsStacked ? "" : string.Create(CultureInfo.InvariantCulture, $" width=\"{100 / score.Cells.Count}%\"");
        // Faces are larger than letters: nobody reads the mood of one that is as small as a word.
        var size = char.IsSurrogate(cell.Sign, 0) ? 24 : cell.Sign.Length > 3 ? 15 : 17;
        renderer.Write($"<td align=\"center\"{width} bgcolor=\"{colours.Brand}\" style=\"background-color:{colours.Brand};border-radius:6px;\"><a href=\"");
        renderer.WriteEscapeUrl(cell.Address.AbsoluteUri);
        renderer.Write("\" aria-label=\"");
        renderer.WriteEscape(cell.Label);
        renderer.Write($"\" style=\"display:block;padding:12px {(score.IsStacked ? 12 : 0)}px;border-radius:6px;font-size:{size}px;font-weight:bold;line-height:24px;text-decoration:none;color:{colours.OnBrand};background-color:{colours.Brand};\">");
        renderer.WriteEscape(cell.Sign);
        renderer.WriteLine("</a></td>");
    }

    private static void Ends(HtmlRenderer renderer, MailScore score)
    {
        if (score.IsStacked || score.Lowest.Length + score.Highest.Length == 0) return;
        renderer.Write("""<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="font-size:14px;line-height:20px;"><tr><td align="left" valign="top" style="padding:2px 8px 0 3px;">""");
        renderer.WriteEscape(score.Lowest);
        renderer.Write("""</td><td align="right" valign="top" style="padding:2px 3px 0 8px;">""");
        renderer.WriteEscape(score.Highest);
        renderer.WriteLine("</td></tr></table>");
    }
}
