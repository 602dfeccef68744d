using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StageSurveys.Engine.Mail;

/// <summary>Puts the styles on each element: many mail programs throw a style sheet away.</summary>
internal static class MailStyles
{
    public static void Apply(MarkdownDocument document, BrandColours colours)
    {
        foreach (var node in document.Descendants())
        {
            switch (node)
            {
                case HeadingBlock heading:
                    // The brand's name is the h1 of the mail.
                    heading.Level = Math.Min(heading.Level + 1, 6);
                    Style(heading, heading.Level == 2 ? "margin:0 0 16px;font-size:21px;line-height:28px;" : "margin:24px 0 8px;font-size:18px;line-height:24px;");
                    break;
                case ParagraphBlock paragraph:
                    Style(paragraph, "margin:0 0 16px;");
                    break;
                case ListBlock list:
                    Style(list, "margin:0 0 16px;padding:0 0 0 24px;");
                    break;
                case QuoteBlock quote:
                    Style(quote, $"margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid {colours.Brand};");
                    break;
                case ThematicBreakBlock line:
                    Style(line, "margin:24px 0;border:0;border-top:1px solid #d5d9de;");
                    break;
                case LinkInline { IsImage: true } picture:
                    Style(picture, "max-width:100%;height:auto;border:0;");
                    break;
                case LinkInline or AutolinkInline when !IsButton((Inline)node):
                    Style((MarkdownObject)node, $"color:{colours.LinkOnLight};text-decoration:underline;");
                    node.GetAttributes().AddClass("link");
                    break;
            }
        }
    }

    private static bool IsButton(Inline inline)
    {
        var root = inline.Parent;
        while (root?.Parent is { } parent) root = parent;
        return root?.ParentBlock is ButtonBlock;
    }

    private static void Style(MarkdownObject node, string style) => node.GetAttributes().AddProperty("style", style);
}
