using System.Globalization;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StageSurveys.Engine.Mail;

/// <summary>Writes a Markdown document as the plain text that a person would have typed.</summary>
internal static class MailPlainText
{
    public static string Write(MarkdownDocument document)
    {
        var text = new StringBuilder();
        Blocks(document, text, "");
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>The first question with its values, a line each.</summary>
    public static string Score(MailScore score) => string.Join('\n',
        (score.Question + "\n" + string.Join('\n', score.Cells.Select(cell => "- " + Link(cell.Label, cell.Address.AbsoluteUri)))).Split('\n').Select(line => line.TrimEnd(' ')));

    private static void Blocks(ContainerBlock container, StringBuilder text, string indent)
    {
        foreach (var block in container)
        {
            switch (block)
            {
                case ListBlock list:
                    List(list, text, indent);
                    text.Append('\n');
                    break;
                case QuoteBlock quote:
                    Blocks(quote, text, indent + "> ");
                    break;
                case ThematicBreakBlock:
                    text.Append(indent).Append("----------\n\n");
                    break;
                case ContainerBlock inner:
                    Blocks(inner, text, indent);
                    break;
                case ButtonBlock button:
                    Lines(text, indent, Inlines(button.Link) + "\n" + button.Link.Url);
                    text.Append('\n');
                    break;
                case ScoreBlock { Score: var score }:
                    Lines(text, indent, Score(score));
                    text.Append('\n');
                    break;
                case NoteBlock note:
                    if (note.Heading.Length > 0) Lines(text, indent, note.Heading);
                    Lines(text, indent + note.Mark, note.Text);
                    text.Append('\n');
                    break;
                case LeafBlock { Inline: { } inline }:
                    Lines(text, indent, Inlines(inline));
                    text.Append('\n');
                    break;
            }
        }
    }

    private static void List(ListBlock list, StringBuilder text, string indent)
    {
        var number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var inner = new StringBuilder();
            Blocks(item, inner, "");
            var mark = list.IsOrdered ? $"{number++}. " : "- ";
            var lines = inner.ToString().TrimEnd('\n').Split('\n').Where(line => line.Length > 0).ToList();
            for (var i = 0; i < lines.Count; i++) text.Append(indent).Append(i == 0 ? mark : new string(' ', mark.Length)).Append(lines[i]).Append('\n');
        }
    }

    private static void Lines(StringBuilder text, string indent, string content)
    {
        foreach (var line in content.Split('\n')) text.Append(indent).Append(line.TrimEnd(' ')).Append('\n');
    }

    private static string Inlines(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (var inline in container)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                LineBreakInline => "\n",
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                AutolinkInline auto => auto.Url,
                LinkInline { IsImage: true } picture => Inlines(picture),
                LinkInline link => Link(Inlines(link), link.Url ?? ""),
                ContainerInline inner => Inlines(inner),
                _ => "",
            });
        }

        return text.ToString();
    }

    private static string Link(string label, string url) => label == url || label.Length == 0 ? url : $"{label} <{url}>";
}
