using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Web.Api;
using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Features.Maps;
using StageSurveys.Web.Features.Versions;

namespace StageSurveys.Web.Features.Exports;

/// <summary>Files of boards and maps. They hold what the screens show for the same filters, from the same use cases.</summary>
public sealed class ExportsController(StageBoard board, PersonaMap map, OpenMapVersion versions, CsvSheet csv, MapPicture picture, Typeface typeface, TimeProvider time) : Controller
{
    // The shape of the HTTP interface, laid out for a person who opens the file.
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [HttpGet("/journeys/{key}/export.{format}")]
    public async Task<IActionResult> Board(string key, string format, string? persona, string? group, string? layout, MapQuery query, CancellationToken cancel)
    {
        if (query.Faults().Any()) return BadRequest();
        var read = await board.RunAsync(key, MapQuery.Filled(persona), query.Scope(time.Today()), cancel);
        return read.Value is { } found ? Write(ExportSheet.Of(found, time.GetUtcNow()), format, layout, group, () => ApiBoard.Of(found)) : NotFound();
    }

    [HttpGet("/maps/{personaKey}/export.{format}")]
    public async Task<IActionResult> Map(string personaKey, string format, string? journey, string? version, string? group, string? layout, MapQuery query, CancellationToken cancel)
    {
        if (query.Faults().Any() || string.IsNullOrWhiteSpace(journey)) return BadRequest();
        if (version is not null) return await VersionAsync(personaKey, journey, version, format, layout, group, cancel);
        var read = await map.RunAsync(personaKey, journey, query.Scope(time.Today()), cancel);
        return read.Value is { } found ? Write(ExportSheet.Of(found, time.GetUtcNow()), format, layout, group, () => ApiBoard.Of(found, texts: true)) : NotFound();
    }

    private async Task<IActionResult> VersionAsync(string persona, string journey, string version, string format, string? layout, string? group, CancellationToken cancel)
    {
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return NotFound();
        if ((await versions.RunAsync(persona, journey, number, cancel)).Value is not { } opened) return NotFound();
        var sheet = ExportSheet.Of(opened.Map, opened.Line.PublishedAt) with { Version = (number, opened.Line.Name()) };
        return Write(sheet, format, layout, group, () => ApiBoard.Of(opened.Map, number, texts: true));
    }

    private IActionResult Write(ExportSheet sheet, string format, string? layout, string? group, Func<ApiBoard> shape)
    {
        var grouping = group == "team" ? Grouping.Team : Grouping.Stage;
        Picture Drawn(Layout usual) => picture.Draw(sheet, layout switch { "poster" => Layout.Poster, "slide" => Layout.Slide, _ => usual }, grouping);
        var (type, bytes) = format switch
        {
            "csv" => ("text/csv; charset=utf-8", csv.Write(sheet, grouping)),
            "json" => ("application/json", JsonSerializer.SerializeToUtf8Bytes(shape(), Indented)),
            "svg" => ("image/svg+xml", SvgFile.Write(Drawn(Layout.Slide), typeface)),
            // A slide at twice the width of a screen, a poster at 150 dots an inch.
            "png" => ("image/png", PngFile.Write(Drawn(Layout.Slide), typeface, layout == "poster" ? 150 / 72.0 : 2.5)),
            "pdf" => ("application/pdf", PdfFile.Write(Drawn(Layout.Poster), typeface, sheet.MadeAt)),
            _ => ("", (byte[]?)null),
        };
        if (bytes is null) return NotFound();
        Response.Headers.CacheControl = "no-store";
        return File(bytes, type, $"{sheet.FileName(grouping)}.{format}");
    }
}
