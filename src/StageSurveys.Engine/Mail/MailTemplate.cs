using System.Text.RegularExpressions;
using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// Turns a wording and its values into a mail. The Markdown is read before the holes are filled, so that nothing in a value can
/// become Markdown or HTML.
/// </summary>
public static partial class MailTemplate
{
    private static readonly MarkdownPipeline Pipeline = BuildPipeline();

    /// <summary>The finished mail. A wording that was laid out before is only filled.</summary>
    public static RenderedMail Render(MailText text, MailValues values, string? locale, MailBrand brand)
    {
        var filled = Holes.Values(values, locale, brand);
        // The mail of a wave holds what a person wrote, in a place of its own: it is laid out by itself.
        return values is { Note: null, IsNamed: false } && MailPlan.For(text.Body, filled, values.Score is not null, locale, brand) is { } plan
            ? plan.Fill(Subject(text, filled), filled, values.Score, BrandColours.From(brand.Colour))
            : RenderAfresh(text, values, locale, brand);
    }

    /// <summary>The same mail without what is kept of the wording.</summary>
    public static RenderedMail RenderAfresh(MailText text, MailValues values, string? locale, MailBrand brand)
    {
        var filled = Holes.Values(values, locale, brand);
        return Lay(text.Body, Subject(text, filled), filled, values.Score, values.Unsubscribe, locale, brand, values);
    }

    /// <param name="beside">What stands beside the wording: a note, and that answers are read with the name; null for neither.</param>
    internal static RenderedMail Lay(string body, string subject, IReadOnlyDictionary<string, string> filled, MailScore? score, Uri unsubscribe, string? locale, MailBrand brand, MailValues? beside = null)
    {
        var colours = BrandColours.From(brand.Colour);
        var document = Markdown.Parse(Prepare(body), Pipeline);
        MarkButtons(document);
        var question = MarkScore(document, score);
        FillLinks(document, filled);
        FillTexts(document, filled);
        // After the filling: what a person wrote has no holes.
        if (beside is not null) MailNotes.Place(document, question, beside, locale);
        var plain = MailPlainText.Write(document);
        MailStyles.Apply(document, colours);
        return new RenderedMail(
            subject,
            MailLayout.Text(plain, unsubscribe, locale, brand),
            MailLayout.Html(subject, ToHtml(document, colours), unsubscribe, locale, brand, colours));
    }

    /// <summary>Whether an address in a wording is made with a value that is no address itself, so that the value decides whether it is one.</summary>
    internal static bool HasValuesInAddresses(string body)
    {
        return Markdown.Parse(Prepare(body), Pipeline).Descendants<LinkInline>()
            .Any(link => link.Url is { } url && url.Contains("{{", StringComparison.Ordinal) && url is not ("{{link}}" or "{{unsubscribe}}"));
    }

    private static string Subject(MailText text, IReadOnlyDictionary<string, string> filled) => Holes.OneLine(Holes.Fill(text.Subject, filled));

    private static MarkdownPipeline BuildPipeline()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UseSoftlineBreakAsHardlineBreak();
        // A mail to a customer shows no program code, and an indented line must not turn into some.
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        builder.BlockParsers.TryRemove<FencedCodeBlockParser>();
        builder.InlineParsers.TryRemove<CodeInlineParser>();
        return builder.Build();
    }

    private static string Prepare(string body)
    {
        body = Holes.Pattern().Replace(body.ReplaceLineEndings("\n"), "${space}{{${name}}}");
        return LonelyScore().Replace(LonelyLink().Replace(body, "\n$0\n"), "\n$0\n");
    }

    private static void MarkButtons(MarkdownDocument document)
    {
        foreach (var paragraph in document.Descendants<ParagraphBlock>().ToList())
        {
            if (paragraph.Inline is not { } inline || inline.FirstChild is not LinkInline { IsImage: false, Url: "{{link}}" } link || inline.LastChild != link) continue;
            var parent = paragraph.Parent!;
            var place = parent.IndexOf(paragraph);
            parent.RemoveAt(place);
            link.Remove();
            parent.Insert(place, new ButtonBlock { Inline = new ContainerInline().AppendChild(link) });
        }
    }

    // Where the survey does not begin with a score, nothing stands there.
    private static Block? MarkScore(MarkdownDocument document, MailScore? score)
    {
        Block? first = null;
        foreach (var paragraph in document.Descendants<ParagraphBlock>().ToList())
        {
            if (paragraph.Inline is not { FirstChild: LiteralInline literal } inline || inline.LastChild != literal || literal.Content.ToString() != "{{score}}") continue;
            var parent = paragraph.Parent!;
            var place = parent.IndexOf(paragraph);
            parent.RemoveAt(place);
            if (score is null) continue;
            var block = new ScoreBlock(score);
            parent.Insert(place, block);
            first ??= block;
        }

        return first ?? document.Descendants<ButtonBlock>().FirstOrDefault();
    }

    private static void FillLinks(MarkdownDocument document, IReadOnlyDictionary<string, string> values)
    {
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            link.Url = Holes.Pattern().Replace(link.Url ?? "", match => match.Groups["name"].Value switch
            {
                var name when !values.ContainsKey(name) => match.Value,
                Holes.Link or Holes.Unsubscribe => values[match.Groups["name"].Value],
                var name => Uri.EscapeDataString(values[name]),
            });
            link.Title = link.Title is null ? null : Holes.Fill(link.Title, values);
            if (!IsSafe(link.Url)) Unwrap(link);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!link.IsEmail && !IsSafe(link.Url)) link.ReplaceBy(new LiteralInline(link.Url));
        }
    }

    private static void FillTexts(MarkdownDocument document, IReadOnlyDictionary<string, string> values)
    {
        foreach (var literal in document.Descendants<LiteralInline>().ToList())
        {
            var text = literal.Content.ToString();
            if (!text.Contains("{{", StringComparison.Ordinal)) continue;
            var insideLink = literal.FindParentOfType<LinkInline>().Any();
            var last = (Inline)literal;
            var position = 0;
            if (!insideLink)
            {
                foreach (Match match in Holes.Pattern().Matches(text))
                {
                    if (match.Groups["name"].Value is not (Holes.Link or Holes.Unsubscribe)) continue;
                    var address = values[match.Groups["name"].Value];
                    var before = new LiteralInline(Holes.Fill(text[position..match.Index], values) + match.Groups["space"].Value);
                    var link = new LinkInline(address, "") { IsClosed = true };
                    link.AppendChild(new LiteralInline(address));
                    last.InsertAfter(before);
                    before.InsertAfter(link);
                    last = link;
                    position = match.Index + match.Length;
                }
            }

            last.InsertAfter(new LiteralInline(Holes.Fill(text[position..], values)));
            literal.Remove();
        }
    }

    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "https" or "http" or "mailto" or "tel");

    private static void Unwrap(LinkInline link)
    {
        var last = (Inline)link;
        while (link.FirstChild is { } child)
        {
            child.Remove();
            last.InsertAfter(child);
            last = child;
        }

        link.Remove();
    }

    private static string ToHtml(MarkdownDocument document, BrandColours colours)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Insert(0, new ButtonRenderer(colours));
        renderer.ObjectRenderers.Insert(0, new ScoreRenderer(colours));
        renderer.ObjectRenderers.Insert(0, new NoteRenderer(colours));
        renderer.Render(document);
        writer.Flush();
        return writer.ToString();
    }

    [GeneratedRegex(@"^[ \t]*\[[^\]\n]*\]\(\{\{link\}\}\)[ \t]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LonelyLink();

    [GeneratedRegex(@"^[ \t]*\{\{score\}\}[ \t]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LonelyScore();
}
