using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Razor;

namespace StageSurveys.Web.Hosting;

/// <summary>Finds views beside their feature: the folder is read from the controller's namespace.</summary>
public sealed class FeatureViews : IViewLocationExpander
{
    private const string Marker = ".Features.";

    public void PopulateValues(ViewLocationExpanderContext context)
    {
        var type = (context.ActionContext.ActionDescriptor as ControllerActionDescriptor)?.ControllerTypeInfo.Namespace ?? "";
        var at = type.IndexOf(Marker, StringComparison.Ordinal);
        context.Values["feature"] = at < 0 ? "Shared" : type[(at + Marker.Length)..].Split('.')[0];
    }

    public IEnumerable<string> ExpandViewLocations(ViewLocationExpanderContext context, IEnumerable<string> viewLocations)
    {
        var feature = context.Values["feature"];
        return [$"/Features/{feature}/Views/{{1}}/{{0}}.cshtml", $"/Features/{feature}/Views/{{0}}.cshtml", "/Features/Shared/{0}.cshtml"];
    }
}
