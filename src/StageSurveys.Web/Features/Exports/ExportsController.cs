using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Api;
using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Features.Maps;

namespace StageSurveys.Web.Features.Exports;

/// <summary>Files of boards and maps. They hold what the screens show for the same filters, from the same use cases.</summary>
public sealed class ExportsController(StageBoard board, PersonaMap map, CsvSheet csv, MapPicture picture, Typeface typeface, TimeProvider time) : Controller
{
    // The shape of the HTTP interface, laid out for a person who opens the file.
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [HttpGet("/journeys/{key}/export.{format}")]
    public async Task<IActionResult> Board(string key, string format, string? persona, string? group, string? layout, MapQuery query, CancellationToken cancel)
    {
        if (query.Faults().Any()) return BadRequest();
        var read = await board.RunAsync(key, string.IsNullOrWhiteSpace(persona) ? null : persona, query.Scope(Today), cancel);
        return read.Value is { } found ? Write(ExportSheet.Of(found, time.GetUtcNow()), format, layout, group, () => ApiBoard.Of(found)) : NotFound();
    }

    [HttpGet("/maps/{personaKey}/export.{format}")]
    public async Task<IActionResult> Map(string personaKey, string format, string? journey, string? group, string? layout, MapQuery query, CancellationToken cancel)
    {
        if (query.Faults().Any() || string.IsNullOrWhiteSpace(journey)) return BadRequest();
        var read = await map.RunAsync(personaKey, journey, query.Scope(Today), cancel);
        return read.Value is { } found ? Write(ExportSheet.Of(found, time.GetUtcNow()), format, layout, group, () => ApiBoard.Of(found)) : NotFound();
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

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
