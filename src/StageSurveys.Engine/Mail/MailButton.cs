using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StageSurveys.Engine.Mail;

/// <summary>The link to the survey standing alone in its paragraph.</summary>
internal sealed class ButtonBlock() : LeafBlock(null)
{
    public LinkInline Link => (LinkInline)Inline!.FirstChild!;
}

/// <summary>A button made of a table cell, which every mail program draws, pictures blocked or not.</summary>
internal sealed class ButtonRenderer(BrandColours colours) : HtmlObjectRenderer<ButtonBlock>
{
    protected override void Write(HtmlRenderer renderer, ButtonBlock button)
    {
        renderer.EnsureLine();
        renderer.Write($"""
            <table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:24px 0;border-collapse:separate;"><tr>
            <td bgcolor="{colours.Brand}" style="border-radius:6px;background-color:{colours.Brand};mso-padding-alt:14px 28px;">
            <a href="
            """);
        renderer.WriteEscapeUrl(button.Link.Url);
        renderer.Write($"""
            " style="display:inline-block;padding:14px 28px;border-radius:6px;font-size:17px;font-weight:bold;line-height:22px;text-decoration:none;color:{colours.OnBrand};background-color:{colours.Brand};">
            """);
        renderer.WriteChildren(button.Link);
        renderer.WriteLine("</a></td>");
        renderer.WriteLine("</tr></table>");
    }
}
