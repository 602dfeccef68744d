using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Web.Features.Exports;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>« Essais à blanc »: what the contact rules would do, before anybody is asked.</summary>
[Route("contact-rules/dry-runs")]
public sealed class DryRunsController(
    StageSurveysDb db, StartDryRun start, ReadDryRun read, TimeProvider time, IStringLocalizer<InvitationsText> reasons, IStringLocalizer<ContactRulesText> texts) : Controller
{
    /// <summary>Largest file of people: a million ids.</summary>
    private const int MaxFile = 40_000_000;

    [HttpGet("")]
    public async Task<IActionResult> Index(Guid? trigger, CancellationToken cancel)
    {
        ModelState.Clear();
        var zone = await db.ZoneAsync(cancel);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        return View(await PageAsync(new DryRunForm { TriggerId = trigger, From = today.AddDays(-30), To = today }, cancel));
    }

    [HttpPost(""), RequestSizeLimit(MaxFile), RequestFormLimits(MultipartBodyLengthLimit = MaxFile)]
    public async Task<IActionResult> Start(DryRunForm form, IFormFile? file, CancellationToken cancel)
    {
        ModelState.Clear();
        var zone = await db.ZoneAsync(cancel);
        IReadOnlyList<string>? people = null;
        if (!form.OfEvents && (file is { Length: > 0 } || !string.IsNullOrWhiteSpace(form.People)))
        {
            using var reader = file is { Length: > 0 } ? new StreamReader(file.OpenReadStream(), Encoding.UTF8) : null;
            people = await PeopleAsync(reader ?? (TextReader)new StringReader(form.People!), cancel);
        }

        var started = await start.RunAsync(new DryRunInput
        {
            OfEvents = form.OfEvents,
            TriggerId = form.TriggerId,
            Since = form.From is { Year: >= 1970 and <= 9000 } from ? from.StartOf(zone) : null,
            Until = form.To is { Year: >= 1970 and <= 9000 } to ? to.AddDays(1).StartOf(zone) : null,
            SurveyId = form.SurveyId,
            PersonaId = form.PersonaId,
            People = people,
            OpenDays = form.OpenDays ?? 0,
        }, User.Shown(), cancel);
        if (started.Ok) return RedirectToAction(nameof(Show), new { id = started.Value });
        ModelState.AddFaults(started.Faults, texts);
        return View("Index", await PageAsync(form, cancel));
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Show(Guid id, string? reason, int page = 1, CancellationToken cancel = default)
    {
        if (await read.RunAsync(id, cancel) is not { } run) return NotFound();
        if (run.Counts.All(x => x.Stop != reason && x.Waits != reason) && reason is not ("asked" or "waiting")) reason = null;
        var lines = run.State == DryRunState.Done ? await read.PageAsync(run, reason, Math.Max(1, page), cancel) : null;
        return View(new DryRunShowPage(run, lines, reason, await RuleReasons.ReadAsync(db, cancel), await db.ZoneAsync(cancel)));
    }

    /// <summary>For the progress bar.</summary>
    [HttpGet("{id:guid}/progress")]
    public async Task<IActionResult> Progress(Guid id, CancellationToken cancel)
    {
        if (await read.RunAsync(id, cancel) is not { } run) return NotFound();
        var done = run.State is DryRunState.Done or DryRunState.Failed;
        return Json(new
        {
            percent = run.Candidates == 0 ? 0 : Math.Round(100.0 * run.Done / run.Candidates, 1),
            text = texts["{0} of {1} looked at", run.Done.ToString("N0"), run.Candidates.ToString("N0")].Value,
            done,
            redirect = done ? Url.Action(nameof(Show), new { id }) : null,
        });
    }

    /// <summary>The lines as a file for spreadsheets, written as they are read.</summary>
    [HttpGet("{id:guid}/lines.csv")]
    public async Task<IActionResult> Lines(Guid id, string? reason, CancellationToken cancel)
    {
        if (await read.RunAsync(id, cancel) is not { State: DryRunState.Done } run) return NotFound();
        var rules = await RuleReasons.ReadAsync(db, cancel);
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename=dry-run-{id:n}.csv";
        var table = new CsvTable(CultureInfo.CurrentCulture);
        table.Add(texts["Customer id"].Value, texts["Event id"].Value, texts["Survey"].Value, texts["Result key"].Value, texts["Result"].Value, texts["Reason key"].Value, texts["Reason"].Value,
            texts["Wished for"].Value, texts["From when"].Value);
        await Response.Body.WriteAsync(table.Take(), cancel);
        var count = 0;
        await foreach (var line in read.AllAsync(id, reason, cancel))
        {
            var why = line.Stop + line.Waits;
            table.Add(line.CustomerId, line.EventId, line.Survey?.Here(), line.Stop != "" ? "not-asked" : line.Waits != "" ? "later" : "asked",
                line.Stop != "" ? texts["not asked"].Value : line.Waits != "" ? texts["asked later"].Value : texts["asked at once"].Value,
                why, why.Length == 0 ? null : ReasonWords.Of(why, reasons, rules), line.WishedAt, line.At);
            if (++count % 1000 == 0) await Response.Body.WriteAsync(table.Take(), cancel);
        }

        await Response.Body.WriteAsync(table.Take(), cancel);
        return new EmptyResult();
    }

    /// <summary>Ids or addresses, one a line; of a file with columns the first one, and not its head.</summary>
    private static async Task<IReadOnlyList<string>> PeopleAsync(TextReader reader, CancellationToken cancel)
    {
        List<string> people = [];
        while (people.Count <= StartDryRun.MaxPeople && await reader.ReadLineAsync(cancel) is { } line)
        {
            var cell = line.Split([';', ',', '\t'], 2)[0].Replace("\0", "", StringComparison.Ordinal).Trim().Trim('"').Trim();
            if (cell.Length is 0 or > 254 || (people.Count == 0 && Heads.Contains(cell.ToLowerInvariant()))) continue;
            people.Add(cell);
        }

        return people;
    }

    private static readonly HashSet<string> Heads = ["id", "customer", "customer id", "customer_id", "customerid", "external_id", "email", "e-mail", "mail", "client", "identifiant", "id client"];

    private async Task<DryRunsPage> PageAsync(DryRunForm form, CancellationToken cancel)
    {
        var triggers = await (
            from trigger in db.Triggers
            join touchpoint in db.Touchpoints on trigger.TouchpointId equals touchpoint.Id
            join survey in db.Surveys on trigger.SurveyId equals survey.Id
            where trigger.ArchivedAt == null && !trigger.ForWaves
            orderby trigger.CreatedAt descending, trigger.Id
            select new { trigger.Id, Touchpoint = touchpoint.Name, Survey = survey.Name, trigger.IsActive }).AsNoTracking().Take(500).ToListAsync(cancel);
        var surveys = await db.Surveys.AsNoTracking().Where(x => x.ArchivedAt == null && !x.IsImported).Select(x => new { x.Id, x.Name }).ToListAsync(cancel);
        return new(form,
            [.. triggers.Select(x => new Choice(x.Id, $"{x.Touchpoint.Here()} · {x.Survey.Here()}{(x.IsActive ? "" : " " + texts["(paused)"])}")).OrderBy(x => x.Text, StringComparer.CurrentCulture)],
            [.. surveys.Select(x => new Choice(x.Id, x.Name.Here())).OrderBy(x => x.Text, StringComparer.CurrentCulture)],
            [.. (await PersonaChoice.ReadAsync(db, cancel)).Select(x => new Choice(x.Id, x.Name.Here()))],
            await read.LatestAsync(10, cancel), await db.ZoneAsync(cancel));
    }
}
