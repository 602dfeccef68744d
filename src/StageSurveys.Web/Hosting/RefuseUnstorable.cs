using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Hosting;

/// <summary>
/// Stands before every action and answers 400 when one of its texts cannot be stored, by the name of the text. It looks at plain texts and at the forms,
/// queries and bodies of the web's own types. Messages of the interface that come in batches are judged one by one by the engine.
/// </summary>
public sealed class RefuseUnstorable(IStringLocalizer<SharedText> texts, ProblemDetailsFactory problems, IModelMetadataProvider metadata) : IActionFilter
{
    private const string Reason = "The text holds characters that cannot be stored.";

    private static readonly Assembly Own = typeof(RefuseUnstorable).Assembly;
    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> Known = new();

    public void OnActionExecuting(ActionExecutingContext context)
    {
        var fields = context.ActionArguments.SelectMany(x => Find(NameOf(context, x.Key), x.Value)).Take(10).ToArray();
        if (fields.Length > 0) context.Result = Refuse(context, fields);
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    private IActionResult Refuse(ActionExecutingContext context, string[] fields)
    {
        const int status = StatusCodes.Status400BadRequest;
        var http = context.HttpContext;
        var state = new ModelStateDictionary();
        if (context.Controller is Controller && !http.Request.HasJsonContentType())
        {
            var page = new ErrorPage(status, Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier, texts[Reason]);
            return new ViewResult { ViewName = "_Error", StatusCode = status, ViewData = new ViewDataDictionary<ErrorPage>(metadata, state) { Model = page } };
        }

        foreach (var field in fields) state.AddModelError(field, Reason);
        return new BadRequestObjectResult(problems.CreateValidationProblemDetails(http, state, status));
    }

    private static string NameOf(ActionExecutingContext context, string argument) =>
        context.ActionDescriptor.Parameters.FirstOrDefault(x => x.Name == argument)?.BindingInfo?.BinderModelName ?? argument;

    /// <summary>The names of the texts in an argument that cannot be stored. Those of a form or body have no prefix, as its fields have none.</summary>
    private static IEnumerable<string> Find(string name, object? value) => value switch
    {
        string text => StorableText.Holds(text) ? [] : [name],
        null => [],
        _ when value.GetType().Assembly == Own => Inside("", value),
        IEnumerable items => Items(name, items),
        _ => [],
    };

    private static IEnumerable<string> Inside(string before, object owner) =>
        PropertiesOf(owner.GetType()).SelectMany(x => x.Property.GetValue(owner) switch
        {
            string text => StorableText.Holds(text) ? [] : [before + x.Name],
            null => [],
            { } inner when inner.GetType().Assembly == Own => Inside($"{before}{x.Name}.", inner),
            IEnumerable items => Items(before + x.Name, items),
            _ => Enumerable.Empty<string>(),
        });

    private static IEnumerable<string> Items(string name, IEnumerable items) => items.Cast<object?>().SelectMany((item, i) => item switch
    {
        string text => StorableText.Holds(text) ? [] : [$"{name}[{i}]"],
        { } own when own.GetType().Assembly == Own => Inside($"{name}[{i}].", own),
        _ => Enumerable.Empty<string>(),
    });

    // What a request fills can be written; what is computed from it need not be asked.
    private static (string Name, PropertyInfo Property)[] PropertiesOf(Type type) => Known.GetOrAdd(type, static known =>
    [
        .. known.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(x => x.CanRead && x.CanWrite && x.GetIndexParameters().Length == 0 && !x.PropertyType.IsPrimitive && !x.PropertyType.IsEnum)
            .Select(x => (x.GetCustomAttributes().OfType<IModelNameProvider>().FirstOrDefault()?.Name ?? x.Name, x)),
    ]);
}
