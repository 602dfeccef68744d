using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace StageSurveys.Web.Hosting;

/// <summary>
/// Puts the antiforgery token into every form that posts. The framework leaves it out where an action is written as an address, for fear
/// of telling it to a foreign site; ours only ever post home, which the content security policy holds.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post],action")]
public sealed class PostForms(IHtmlGenerator generator) : TagHelper
{
    /// <summary>The view that is being written.</summary>
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!ViewContext.FormContext.HasAntiforgeryToken) output.PostContent.AppendHtml(generator.GenerateAntiforgery(ViewContext));
    }
}
