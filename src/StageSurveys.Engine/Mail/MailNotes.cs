using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace StageSurveys.Engine.Mail;

/// <summary>Text that stands in a mail as it is: what a person wrote, or what must be said whatever the wording.</summary>
/// <param name="heading">Above it, or empty.</param>
/// <param name="mark">Before each line of the plain part.</param>
internal sealed class NoteBlock(string heading, string text, string mark) : LeafBlock(null)
{
    public string Heading { get; } = heading;
    public string Text { get; } = text;
    public string Mark { get; } = mark;
}

/// <summary>Puts the personal note of a mail above its first question, and below what is to be pressed the sentence that answers are not anonymous.</summary>
internal static class MailNotes
{
    /// <param name="question">The block of the first question or the button; null where the wording has neither.</param>
    public static void Place(MarkdownDocument document, Block? question, MailValues values, string? locale)
    {
        var french = Languages.IsFrench(locale);
        if (values.Note is { } note)
        {
            var by = Holes.OneLine(note.By);
            var heading = by.Length == 0 ? "" : french ? $"Un mot de {by}\u00A0:" : $"A word from {by}:";
            Insert(document, question, 0, new NoteBlock(heading, note.Text.ReplaceLineEndings("\n").Trim(), "> "));
        }

        if (!values.IsNamed) return;
        var last = document.Descendants<ButtonBlock>().LastOrDefault() ?? question;
        Insert(document, last, 1, new NoteBlock("", french
            ? "Vos réponses ne sont pas anonymes\u00A0: votre interlocuteur chez nous les lit avec votre nom."
            : "Your answers are not anonymous: the people who look after you here read them together with your name.", ""));
    }

    private static void Insert(MarkdownDocument document, Block? beside, int offset, NoteBlock block)
    {
        var parent = beside?.Parent ?? document;
        var place = beside is null ? parent.Count : parent.IndexOf(beside) + offset;
        parent.Insert(place, block);
    }
}

/// <summary>A person's words stand apart from the wording, so that everybody sees who speaks.</summary>
internal sealed class NoteRenderer(BrandColours colours) : HtmlObjectRenderer<NoteBlock>
{
    protected override void Write(HtmlRenderer renderer, NoteBlock block)
    {
        renderer.EnsureLine();
        if (block.Mark.Length == 0)
        {
            renderer.Write("<p style=\"margin:0 0 16px;font-size:14px;line-height:20px;\">");
            renderer.WriteEscape(block.Text);
            renderer.WriteLine("</p>");
            return;
        }

        renderer.Write($"<div style=\"margin:0 0 16px;padding:4px 0 4px 16px;border-left:4px solid {colours.Brand};\">");
        if (block.Heading.Length > 0)
        {
            renderer.Write("<p style=\"margin:0 0 4px;font-weight:bold;\">");
            renderer.WriteEscape(block.Heading);
            renderer.WriteLine("</p>");
        }

        renderer.Write("<p style=\"margin:0;\">");
        var lines = block.Text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (at > 0) renderer.WriteLine("<br>");
            renderer.WriteEscape(lines[at]);
        }

        renderer.WriteLine("</p>");
        renderer.WriteLine("</div>");
    }
}
