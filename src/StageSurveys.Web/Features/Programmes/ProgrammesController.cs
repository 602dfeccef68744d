using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>« Enquêtes périodiques »: the list, one with its waves, and how it is made.</summary>
[Route("/programmes")]
public sealed class ProgrammesController(
    StageSurveysDb db, ListProgrammes list, ListWaves waves, SaveProgramme save, IStringLocalizer<ProgrammesText> texts, IStringLocalizer<PersonasText> ruleTexts, TimeProvider time) : Controller
{
    private static readonly WaveState[] Coming = [WaveState.Planned, WaveState.Announced, WaveState.Approved];
    private static readonly WaveState[] Past = [WaveState.Started, WaveState.Done, WaveState.Skipped, WaveState.Cancelled];

    [HttpGet(""), OpenToManagers]
    public async Task<IActionResult> Index(CancellationToken cancel)
    {
        var scope = User.Scope();
        var toApprove = await waves.RunAsync(new WaveFilter(Manager: scope, States: [WaveState.Announced]), 1, cancel, 10);
        return View(new ProgrammesPage(await list.RunAsync(scope, cancel), toApprove, scope is null, await db.ZoneAsync(cancel)));
    }

    [HttpGet("{id:guid}"), OpenToManagers]
    public async Task<IActionResult> Show(Guid id, bool past, int page, CancellationToken cancel)
    {
        var scope = User.Scope();
        var found = await (
            from programme in db.Programmes
            join survey in db.Surveys on programme.SurveyId equals survey.Id
            join touchpoint in db.Touchpoints on programme.TouchpointId equals touchpoint.Id
            join trigger in db.Triggers on programme.TriggerId equals trigger.Id
            where programme.Id == id && (scope == null || db.Waves.Any(w => w.ProgrammeId == id && db.Accounts.Any(a => a.Id == w.AccountId && a.ManagerId == scope)))
            select new { programme, survey.Name, survey.Key, Touchpoint = touchpoint.Name, trigger.ExpiryDays, trigger.ReminderCount }).AsNoTracking().SingleOrDefaultAsync(cancel);
        if (found is null) return NotFound();
        var shown = await waves.RunAsync(new WaveFilter(id, Manager: scope, States: past ? Past : Coming, LatestFirst: past), page, cancel);
        return View(new ProgrammePage(
            found.programme, found.Name, found.Key, found.Touchpoint, found.ExpiryDays, found.ReminderCount, scope is null ? RuleInWords(found.programme) : null, past, shown, scope is null, await db.ZoneAsync(cancel)));
    }

    [HttpGet("new")]
    public async Task<IActionResult> New(CancellationToken cancel)
    {
        var zone = await db.ZoneAsync(cancel);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        var usual = await Choices.UsualAsync(db, cancel);
        // The next Monday, and never today: its hour may be over.
        return await FormAsync(new ProgrammeForm { StartsOn = today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 6) % 7 + 1), TimeZone = zone.Id, SurveyId = usual.Survey, TouchpointId = usual.Touchpoint }, cancel);
    }

    [HttpGet("{id:guid}/edit")]
    public async Task<IActionResult> Edit(Guid id, CancellationToken cancel)
    {
        if (await db.Programmes.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id && x.EndedAt == null, cancel) is not { } programme) return NotFound();
        var trigger = await db.Triggers.AsNoTracking().SingleAsync(x => x.Id == programme.TriggerId, cancel);
        var accounts = await db.ProgrammeAccounts.Where(x => x.ProgrammeId == id).Join(db.Accounts, x => x.AccountId, x => x.Id, (x, a) => new { a.Id, a.Key }).OrderBy(x => x.Key).ToListAsync(cancel);
        return await FormAsync(ProgrammeForm.Of(programme, trigger, [.. accounts.Select(x => x.Id)], [.. accounts.Select(x => x.Key)]), cancel);
    }

    [HttpPost("new"), HttpPost("{id:guid}/edit")]
    public async Task<IActionResult> Save(Guid? id, ProgrammeForm form, CancellationToken cancel)
    {
        ModelState.Clear();
        form.ProgrammeId = id;
        await ChoicesAsync(form, cancel);
        IReadOnlyList<Guid> keyed = [];
        if (form.AllAccounts is null)
        {
            var keys = (form.Keys ?? "").Split(['\n', '\r', ',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
            form.AccountIds = [];
            keyed = await db.Accounts.Where(x => keys.Contains(x.Key) && x.ArchivedAt == null).Select(x => x.Id).ToListAsync(cancel);
            if (!form.ByRule && keyed.Count != keys.Length) ModelState.AddModelError("AccountIds", texts["{0} of these keys are no account.", keys.Length - keyed.Count]);
        }

        if (ModelState.IsValid)
        {
            var saved = await save.RunAsync(form.ToInput(keyed), User.Shown(), cancel);
            if (saved.Ok)
            {
                TempData.Notice(texts["The programme is saved and its waves are planned."]);
                return Redirect($"/programmes/{saved.Value}");
            }

            ModelState.AddFaults(saved.Faults, texts);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View("Edit", form);
    }

    [HttpPost("{id:guid}/pause")]
    public async Task<IActionResult> Pause(Guid id, [FromServices] PauseProgramme pause, CancellationToken cancel)
    {
        if (await pause.RunAsync(id, cancel)) TempData.Notice(texts["The programme is paused: nothing of it starts."], $"/programmes/{id}/resume");
        return Redirect($"/programmes/{id}");
    }

    [HttpPost("{id:guid}/resume")]
    public async Task<IActionResult> Resume(Guid id, [FromServices] ResumeProgramme resume, CancellationToken cancel)
    {
        if (await resume.RunAsync(id, cancel)) TempData.Notice(texts["The programme goes on with the waves to come."]);
        return Redirect($"/programmes/{id}");
    }

    [HttpPost("{id:guid}/end")]
    public async Task<IActionResult> End(Guid id, [FromServices] EndProgramme end, CancellationToken cancel)
    {
        if (await end.RunAsync(id, cancel)) TempData.Notice(texts["The programme has ended. What has started goes on."]);
        return Redirect($"/programmes/{id}");
    }

    private async Task<IActionResult> FormAsync(ProgrammeForm form, CancellationToken cancel)
    {
        await ChoicesAsync(form, cancel);
        return View("Edit", form);
    }

    private async Task ChoicesAsync(ProgrammeForm form, CancellationToken cancel)
    {
        form.AllSurveys = await Choices.SurveysAsync(db, cancel);
        form.AllTouchpoints = await Choices.TouchpointsAsync(db, cancel);
        var accounts = await db.Accounts.AsNoTracking().Where(x => x.ArchivedAt == null).OrderBy(x => x.Name).Take(ProgrammeForm.MostListed + 1).Select(x => new Choice(x.Id, x.Name)).ToListAsync(cancel);
        form.AllAccounts = accounts.Count > ProgrammeForm.MostListed ? null : accounts;
        var own = await db.Database.SqlQuery<string>($"SELECT DISTINCT k AS \"Value\" FROM (SELECT attributes FROM accounts WHERE attributes <> '{{}}' LIMIT 5000) a CROSS JOIN LATERAL jsonb_object_keys(a.attributes) k ORDER BY 1 LIMIT 60").ToListAsync(cancel);
        form.AllAttributes = [.. AccountRule.Columns.Select(x => new AttributeChoice(x.Key, Column(x.Key), x.Kind)), .. own.Select(x => new AttributeChoice(AccountRule.Own(x), x, AttributeKind.Text))];
    }

    private string Column(string key) => key switch
    {
        "account.segment" => texts["Segment"],
        "account.value" => texts["Value per year"],
        "account.manager" => texts["Account manager"],
        "account.renewal" => texts["Renewal date"],
        "account.name" => texts["Name"],
        "account.key" => texts["Key"],
        _ => key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..],
    };

    private string? RuleInWords(Programme programme)
    {
        if (programme.AccountRule is not { } json || AccountRule.Read(json).Value is not { } rule) return null;
        var operators = new RuleWords(ruleTexts);
        var parts = rule.Items.OfType<RuleCondition>().Select(x => $"{Column(x.Attribute)} {operators.Operator(x.Operator)} {string.Join(", ", x.Values)}".TrimEnd());
        return string.Join(rule.All ? $" {texts["and"]} " : $" {texts["or"]} ", parts);
    }
}
