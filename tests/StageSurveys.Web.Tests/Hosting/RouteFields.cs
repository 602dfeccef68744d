using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace StageSurveys.Web.Tests.Hosting;

/// <summary>What an action can be sent: the names and types of its fields, read from its parameters.</summary>
internal static class RouteFields
{
    /// <summary>Fields of the query or the form, as "Columns[0].Name"; none for what comes from the route, the body or the services.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Of(ControllerActionDescriptor action) =>
    [
        .. action.Parameters.OfType<ControllerParameterDescriptor>()
            .Where(x => x.BindingInfo?.BindingSource is null || x.BindingInfo.BindingSource.CanAcceptDataFrom(BindingSource.Form) || x.BindingInfo.BindingSource.CanAcceptDataFrom(BindingSource.Query))
            .Where(x => x.ParameterType != typeof(CancellationToken) && !action.AttributeRouteInfo!.Template!.Contains("{" + x.Name, StringComparison.Ordinal))
            .SelectMany(x => Of(x.ParameterType, IsSimple(x.ParameterType) ? x.Name : x.BindingInfo?.BinderModelName ?? "", 0)),
    ];

    /// <summary>The parameter that is read from the JSON of the body; null when there is none.</summary>
    public static Type? Body(ControllerActionDescriptor action) => action.Parameters.FirstOrDefault(x => x.BindingInfo?.BindingSource == BindingSource.Body)?.ParameterType;

    /// <summary>A value that binds, for a field that is no text.</summary>
    public static string Plausible(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (inner == typeof(Guid)) return "0194f0a0-0000-7000-8000-000000000001";
        if (inner == typeof(bool)) return "true";
        if (inner.IsEnum) return Enum.GetNames(inner)[^1];
        if (inner == typeof(DateOnly)) return "2026-01-31";
        return inner == typeof(DateTimeOffset) ? "2026-01-31T10:00:00Z" : 1.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<(string Name, Type Type)> Of(Type type, string name, int depth)
    {
        if (type == typeof(IFormFile) || depth > 3) return [];
        if (IsSimple(type)) return [(name, type)];
        var item = type.IsArray ? type.GetElementType() : type.IsGenericType && type.GetGenericArguments() is [var only] ? only : null;
        if (item is not null) return item == typeof(IFormFile) ? [] : Of(item, name + "[0]", depth + 1);
        return type.GetProperties().Where(x => x.CanWrite).SelectMany(x => Of(x.PropertyType, name.Length == 0 ? x.Name : $"{name}.{x.Name}", depth + 1));
    }

    private static bool IsSimple(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsPrimitive || inner.IsEnum || inner == typeof(string) || inner == typeof(Guid) || inner == typeof(decimal) || inner == typeof(DateOnly) || inner == typeof(DateTimeOffset);
    }
}
