using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Imports.Reading;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Imports;

/// <summary>« Imports »: the runs, and the way from a file over its mapping to its rows.</summary>
[Route("imports")]
public sealed class ImportsController(
    ReadImports read, UploadImport upload, BeginImport begin, CancelImport stop, PreviewImport preview, SavedMappings mappings, StageSurveysDb db, TimeProvider time,
    IStringLocalizer<ImportsText> texts) : Controller
{
    private const long MaxUpload = 2L << 30;

    [HttpGet("")]
    public async Task<IActionResult> Index(int page, CancellationToken cancel)
    {
        var found = await read.ListAsync(page, cancel);
        return View(new ImportsPage([.. found.Items.Select(LineOf)], found.Page, found.Pages, await db.ZoneAsync(cancel)));
    }

    [HttpGet("new")]
    public async Task<IActionResult> New(CancellationToken cancel) => View(new NewImportPage(await mappings.NamesAsync(cancel), []));

    [HttpPost("new"), RequestSizeLimit(MaxUpload), RequestFormLimits(MultipartBodyLengthLimit = MaxUpload)]
    public async Task<IActionResult> New(IFormFile? file, List<IFormFile>? joined, string? mapping, CancellationToken cancel)
    {
        IFormFile[] sent = file is null ? [] : [file, .. joined ?? []];
        var streams = sent.Select(x => new UploadedFile(x.FileName, x.OpenReadStream())).ToList();
        var stored = await upload.RunAsync(streams, User.Shown(), cancel);
        foreach (var stream in streams) await stream.Content.DisposeAsync();
        if (!stored.Ok) return View(new NewImportPage(await mappings.NamesAsync(cancel), [.. stored.Faults.Select(texts.Say)]));
        return RedirectToAction(nameof(Mapping), new { id = stored.Value, name = mapping });
    }

    [HttpGet("{id:guid}/mapping")]
    public async Task<IActionResult> Mapping(Guid id, string? name, CancellationToken cancel)
    {
        var form = new MappingForm { Document = string.IsNullOrEmpty(name) ? "" : await mappings.FindAsync(name, cancel) ?? "", Name = name ?? "" };
        form.Zone = await db.Brands.Select(x => x.TimeZone).SingleOrDefaultAsync(cancel) ?? form.Zone;
        return await FormAsync(id, form, form.Document.Length > 0, [], cancel, guess: form.Document.Length == 0);
    }

    [HttpPost("{id:guid}/mapping"), RequestFormLimits(ValueCountLimit = WebSetup.ManyFields)]
    public async Task<IActionResult> Mapping(Guid id, MappingForm form, string? run, CancellationToken cancel)
    {
        // Empty fields come as null; here an empty field is an empty text.
        ModelState.Clear();
        WithoutNulls(form);
        if (run is null) return await FormAsync(id, form, true, [], cancel);
        var mapping = MappingReader.Read(form.ToJson());
        if (!mapping.Ok) return await FormAsync(id, form, true, [], cancel);
        if (form.Keep) await mappings.SaveAsync(mapping.Value!, time.GetUtcNow(), cancel);
        var begun = await begin.RunAsync(id, mapping.Value, cancel);
        if (!begun.Ok) return await FormAsync(id, form, false, begun.Faults, cancel);
        return RedirectToAction(nameof(Show), new { id });
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Show(Guid id, int page, CancellationToken cancel)
    {
        if (await read.FindAsync(id, cancel) is not { } run) return NotFound();
        if (run.State == ImportState.Draft) return RedirectToAction(nameof(Mapping), new { id });
        var faults = await read.FaultsAsync(id, page, ReadImports.PageSize, cancel);
        var restart = run.State is ImportState.Failed or ImportState.Cancelled && run.StoredFile.Length > 0;
        return View(new ImportPage(LineOf(run), run.RowsLeftOut, run.Error.Length == 0 ? "" : texts[run.Error], restart, [.. faults.Items.Select(Rejected)], faults.Page, faults.Pages, faults.Total));
    }

    [HttpGet("{id:guid}/progress")]
    public async Task<IActionResult> Progress(Guid id, CancellationToken cancel)
    {
        if (await read.FindAsync(id, cancel) is not { } run) return NotFound();
        var done = run.State is not (ImportState.Waiting or ImportState.Running);
        return Json(new
        {
            percent = Math.Round(100 * run.Progress, 1),
            text = texts["{0} rows read, {1} rejected", run.RowsRead, run.RowsRejected].Value,
            done,
            redirect = done ? Url.Action(nameof(Show), new { id }) : null,
        });
    }

    /// <summary>The kept rejected rows as CSV, with the reasons in the language of the screen.</summary>
    [HttpGet("{id:guid}/rejected.csv")]
    public async Task<IActionResult> RejectedRows(Guid id, CancellationToken cancel)
    {
        var faults = await read.FaultsAsync(id, 1, ImportProgress.MaxFaults, cancel);
        var csv = new StringBuilder("line,column,reason\n");
        foreach (var row in faults.Items.Select(Rejected)) csv.Append(CultureInfo.InvariantCulture, $"{row.Line},{Quoted(row.Field)},{Quoted(row.Reason)}\n");
        return File(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(csv.ToString())).ToArray(), "text/csv; charset=utf-8", $"rejected-{id:n}.csv");

        // A spreadsheet takes a leading sign for a formula.
        static string Quoted(string text) => "\"" + (text.Length > 0 && "=+-@".Contains(text[0]) ? "'" : "") + text.Replace("\"", "\"\"") + "\"";
    }

    [HttpPost("{id:guid}/restart")]
    public async Task<IActionResult> Restart(Guid id, CancellationToken cancel)
    {
        var begun = await begin.RunAsync(id, null, cancel);
        if (!begun.Ok) TempData.Problem(texts.Say(begun.Faults[0]));
        return RedirectToAction(nameof(Show), new { id });
    }

    [HttpPost("{id:guid}/cancel")]
    public async Task<IActionResult> Cancel(Guid id, CancellationToken cancel)
    {
        if (await stop.RunAsync(id, cancel)) TempData.Notice(texts["The import was stopped. What is stored stays."]);
        return RedirectToAction(nameof(Show), new { id });
    }

    private async Task<IActionResult> FormAsync(Guid id, MappingForm form, bool apply, IReadOnlyList<Fault> faults, CancellationToken cancel, bool guess = false)
    {
        var run = await read.FindAsync(id, cancel);
        if (run is null || run.StoredFile.Length == 0) return NotFound();
        List<Fault> all = [.. faults];
        var mapping = apply ? MappingReader.Read(form.ToJson()) : null;
        if (mapping is { Ok: false }) all.AddRange(mapping.Faults.Take(20));
        var sample = await preview.RunAsync(id, mapping?.Value, cancel);
        if (sample is { Stopped: { } stopped })
        {
            all.Add(stopped);
            sample = mapping is null ? sample : await preview.RunAsync(id, null, cancel);
        }

        form.Guessed = guess && ColumnGuess.Fill(form, sample?.Columns ?? []);
        foreach (var column in sample?.Columns ?? [])
            if (form.Columns.All(x => x.Column != column)) form.Columns.Add(new ColumnUse { Column = column });
        var touchpoints = await db.Touchpoints.AsNoTracking().Where(x => x.ArchivedAt == null).OrderBy(x => x.Key).Take(500).Select(x => new TouchpointOption(x.Key, x.Name)).ToListAsync(cancel);
        return View("Mapping", new MappingPage(
            id, run.FileName, form, sample?.Columns ?? [], [.. (sample?.Rows ?? []).Select(Row)], mapping is { Ok: true } && all.Count == 0,
            [.. all.Select(x => $"{x.Field} — {texts.Say(x)}")], touchpoints));
    }

    private PreviewRow Row(MappedRow row) => new(row.Line, row.Cells, Result(row.Content), row.Fault is { } fault ? $"{fault.Field} — {texts.Say(fault)}" : null);

    private string Result(RowContent? content) => content switch
    {
        null => texts["not taken"],
        { Answer: { } answer } => $"{content.Customer.Id} · {answer.At.ToString("u", CultureInfo.InvariantCulture)} · {answer.Answers.GetRawText()}",
        { Account: { } account } => string.Join(" · ", new[] { account.Key, account.Name, account.Segment, account.ValuePerYear?.ToString("N2", CultureInfo.CurrentCulture), account.RenewsOn is { } day ? Moments.Day(day) : null }.OfType<string>()),
        { Contact: { } contact } => string.Join(" · ", new[] { contact.Account, content.Customer.Id, content.Customer.Email, content.Customer.Name, ContactRoles.Of(contact.Role) }.OfType<string>()),
        { Events.Count: > 0 } => $"{content.Customer.Id} · {string.Join(", ", content.Events.Select(x => $"{x.Touchpoint} {x.OccurredAt}"))}",
        _ => string.Join(" · ", new[] { content.Customer.Id, content.Customer.Email, content.Customer.Name, content.Customer.Attributes?.GetRawText() }.OfType<string>()),
    };

    private RejectedRow Rejected(ImportFault fault) => new(fault.Line, fault.Field, fault.Args.Length == 0 ? texts[fault.Text] : texts[fault.Text, [.. fault.Args]]);

    private static void WithoutNulls(MappingForm form)
    {
        foreach (var text in typeof(MappingForm).GetProperties().Where(x => x.PropertyType == typeof(string) && x.GetValue(form) is null)) text.SetValue(form, "");
        foreach (var column in form.Columns)
            foreach (var text in typeof(ColumnUse).GetProperties().Where(x => x.GetValue(column) is null)) text.SetValue(column, "");
    }

    private static ImportLine LineOf(ImportRun run) => new(
        run.Id, run.FileName, run.State, run.Progress, run.RowsRead, run.RowsAdded, run.RowsUpdated, run.RowsUnchanged, run.RowsRejected, run.CreatedAt, run.StartedBy);
}
