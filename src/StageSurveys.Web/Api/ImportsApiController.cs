using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Imports;

namespace StageSurveys.Web.Api;

/// <summary>A rejected row.</summary>
public sealed record ImportFaultAnswer(long Line, string Field, string Reason);

/// <summary>Where an import stands. <paramref name="Progress"/> from 0 to 1; of the faults one page.</summary>
public sealed record ImportAnswer(
    Guid Id, string File, string State, double Progress, long Read, long Added, long Updated, long Unchanged, long LeftOut, long Rejected, string Error,
    IReadOnlyList<ImportFaultAnswer> Faults, int Page, int Pages);

/// <summary>Brings files in.</summary>
[ApiController, Authorize(Policy = "Api"), IgnoreAntiforgeryToken]
[Route("api/v1/imports")]
public sealed class ImportsApiController(UploadImport upload, BeginImport begin, SavedMappings mappings, ReadImports read) : ControllerBase
{
    private const long MaxUpload = 2L << 30;

    /// <summary>Multipart: "file" (CSV or NDJSON, also gzip), "joined" for further files, "mapping": the name of a saved mapping or a whole document.</summary>
    [HttpPost, RequestSizeLimit(MaxUpload), RequestFormLimits(MultipartBodyLengthLimit = MaxUpload)]
    [ProducesResponseType<ImportAnswer>(StatusCodes.Status202Accepted)]
    public async Task<IActionResult> Post([FromForm] string? mapping, CancellationToken cancel)
    {
        if (!Request.HasFormContentType) return Problem(statusCode: StatusCodes.Status415UnsupportedMediaType, detail: "Send the file as multipart/form-data.");
        var files = Request.Form.Files;
        if (files.GetFile("file") is not { } main) return Refused([new Fault("file", "Choose a file.")]);
        if (string.IsNullOrWhiteSpace(mapping)) return Refused([new Fault("mapping", "Choose a mapping.")]);
        var document = await mappings.ResolveAsync(mapping, cancel);
        if (!document.Ok) return Refused(document.Faults);
        var streams = files.GetFiles("joined").Prepend(main).Select(x => new UploadedFile(x.FileName, x.OpenReadStream())).ToList();
        var stored = await upload.RunAsync(streams, "api", cancel);
        foreach (var stream in streams) await stream.Content.DisposeAsync();
        if (!stored.Ok) return Refused(stored.Faults);
        var begun = await begin.RunAsync(stored.Value, document.Value, cancel);
        if (!begun.Ok) return Refused(begun.Faults);
        return AcceptedAtAction(nameof(Get), new { id = begun.Value }, await AnswerAsync(begun.Value, 1, cancel));
    }

    /// <summary>State, counts and a page of the rejected rows.</summary>
    [HttpGet("{id:guid}")]
    [ProducesResponseType<ImportAnswer>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(Guid id, int page, CancellationToken cancel) => await AnswerAsync(id, page, cancel) is { } answer ? Ok(answer) : NotFound();

    private async Task<ImportAnswer?> AnswerAsync(Guid id, int page, CancellationToken cancel)
    {
        if (await read.FindAsync(id, cancel) is not { } run) return null;
        var faults = await read.FaultsAsync(id, page, 100, cancel);
        return new ImportAnswer(
            run.Id, run.FileName, run.State.ToString().ToLowerInvariant(), run.Progress, run.RowsRead, run.RowsAdded, run.RowsUpdated, run.RowsUnchanged, run.RowsLeftOut,
            run.RowsRejected, run.Error, [.. faults.Items.Select(x => new ImportFaultAnswer(x.Line, x.Field, new Fault(x.Field, x.Text, [.. x.Args]).InEnglish))], faults.Page, faults.Pages);
    }

    private IActionResult Refused(IEnumerable<Fault> faults)
    {
        foreach (var fault in faults) ModelState.AddModelError(fault.Field, fault.InEnglish);
        return ValidationProblem();
    }
}
