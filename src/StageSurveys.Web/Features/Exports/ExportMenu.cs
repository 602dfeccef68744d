using StageSurveys.Web.Features.Maps;

namespace StageSurveys.Web.Features.Exports;

/// <summary>The choice of files for what a board or map shows, with its filters.</summary>
/// <param name="Path">Address of the board or map.</param>
/// <param name="About">What it shows besides the filters: journey, persona, version.</param>
/// <param name="OutOfPlace">True in a part of a page that was asked for alone.</param>
public sealed record ExportMenu(string Path, MapQuery Query, bool OutOfPlace, params (string Name, string? Value)[] About)
{
    /// <summary>False while the filters hold something that means nothing: there is no file for that.</summary>
    public bool Offered => !Query.Faults().Any();

    public string Url(string format, string? layout = null, string? group = null) =>
        $"{Path}/export.{format}" + Query.Address([.. About, ("layout", layout), ("group", group)]);
}

/// <summary>Registers what writes files.</summary>
public static class ExportsSetup
{
    public static IServiceCollection AddExports(this IServiceCollection services) =>
        services.AddSingleton<Drawing.Typeface>().AddScoped<CsvSheet>().AddScoped<MapPicture>();
}
