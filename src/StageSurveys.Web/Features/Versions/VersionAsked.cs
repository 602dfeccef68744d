using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ActionConstraints;

namespace StageSurveys.Web.Features.Versions;

/// <summary>Takes the address of a map only when it names a version; the map of today has the same address without one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VersionAskedAttribute : ActionMethodSelectorAttribute
{
    public override bool IsValidForRequest(RouteContext routeContext, ActionDescriptor action) => routeContext.HttpContext.Request.Query.ContainsKey("version");
}
