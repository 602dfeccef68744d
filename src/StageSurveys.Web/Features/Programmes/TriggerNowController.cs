using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>« Interroger maintenant »: from one account or a selection, choose the survey, see who would be asked, adjust, send, and watch the ledger fill.</summary>
[Route("/waves/now"), OpenToManagers]
public sealed class TriggerNowController(
    StageSurveysDb db, DraftWaves draft, ReadWave read, StartWaves start, CancelWave cancelWave, Ledger ledger, IStringLocalizer<ProgrammesText> texts) : Controller
{
    /// <summary>From an account's page.</summary>
    [HttpGet("")]
    public Task<IActionResult> Choose(Guid? account, CancellationToken cancel) => FormAsync(new TriggerNowForm { Accounts = account is { } id ? [id] : [] }, cancel);

    /// <summary>From a selection of accounts: what is to be sent is asked next, nothing is stored yet.</summary>
    [HttpPost("choose")]
    public Task<IActionResult> Selected(Guid[] accounts, CancellationToken cancel)
    {
        ModelState.Clear();
        return FormAsync(new TriggerNowForm { Accounts = [.. accounts.Distinct().Take(DraftWaves.MaxAccounts)] }, cancel);
    }

    [HttpPost("")]
    public async Task<IActionResult> Draft(TriggerNowForm form, CancellationToken cancel)
    {
        ModelState.Clear();
        var accounts = await OwnAsync(form.Accounts, cancel);
        var made = await draft.RunAsync(
            new TriggerNowInput
            {
                AccountIds = [.. accounts.Select(x => x.Id)],
                SurveyId = form.SurveyId,
                TouchpointId = form.TouchpointId,
                Roles = form.Roles,
                ExpiryDays = form.ExpiryDays ?? 0,
                ReminderCount = form.ReminderCount ?? 0,
                ReminderDays = form.ReminderDays ?? 0,
            }, User.Shown(), cancel);
        if (!made.Ok)
        {
            ModelState.AddFaults(made.Faults, texts);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await FormAsync(form, cancel);
        }

        var waves = await db.Waves.Where(x => x.BatchId == made.Value).Select(x => x.Id).Order().Take(2).ToListAsync(cancel);
        return Redirect(waves.Count == 1 ? $"/waves/{waves[0]}" : $"/waves/now/{made.Value}");
    }

    [HttpGet("{batch:guid}")]
    public async Task<IActionResult> Show(Guid batch, CancellationToken cancel)
    {
        var waves = await read.BatchAsync(batch, User.Scope(), cancel);
        if (waves.Count == 0) return NotFound();
        var rules = await RuleReasons.ReadAsync(db, cancel);
        return View(new BatchPage(batch, waves, waves.Any(x => x.HasLedger) ? await LedgerAsync(batch, waves, 0, rules, cancel) : null, rules, await db.ZoneAsync(cancel)));
    }

    [HttpGet("{batch:guid}/ledger")]
    public async Task<IActionResult> Progress(Guid batch, int round, CancellationToken cancel)
    {
        var waves = await read.BatchAsync(batch, User.Scope(), cancel);
        return waves.Any(x => x.HasLedger) ? PartialView("_WaveLedger", await LedgerAsync(batch, waves, Math.Clamp(round, 0, 1_000_000), await RuleReasons.ReadAsync(db, cancel), cancel)) : NotFound();
    }

    [HttpPost("{batch:guid}/note")]
    public async Task<IActionResult> Note(Guid batch, string? note, [FromServices] SaveWaveNote save, CancellationToken cancel)
    {
        var waves = await read.BatchAsync(batch, User.Scope(), cancel);
        if (waves.Count == 0) return NotFound();
        TempData.Report(await save.BatchAsync(batch, note ?? "", User.Shown(), cancel), texts["The note is saved."], texts);
        return Redirect($"/waves/now/{batch}");
    }

    [HttpPost("{batch:guid}/send")]
    public async Task<IActionResult> Send(Guid batch, CancellationToken cancel)
    {
        var waves = await read.BatchAsync(batch, User.Scope(), cancel);
        if (waves.Count == 0) return NotFound();
        if (await start.NowAsync([.. waves.Where(x => x.IsOpen).Select(x => x.Id)], User.Shown(), cancel) == 0) TempData.Problem(texts["Nothing was sent: there is nobody on the list."]);
        return Redirect($"/waves/now/{batch}");
    }

    [HttpPost("{batch:guid}/cancel")]
    public async Task<IActionResult> Cancel(Guid batch, CancellationToken cancel)
    {
        var waves = await read.BatchAsync(batch, User.Scope(), cancel);
        if (waves.Count == 0) return NotFound();
        await cancelWave.RunAsync([.. waves.Select(x => x.Id)], User.Shown(), cancel);
        TempData.Notice(texts["The wave is cancelled: nothing more of it is sent."]);
        return Redirect($"/waves/now/{batch}");
    }

    private async Task<IActionResult> FormAsync(TriggerNowForm form, CancellationToken cancel)
    {
        var accounts = await OwnAsync(form.Accounts, cancel);
        // Another's account is as if it were not there.
        if (accounts.Count == 0 && form.Accounts.Length > 0) return NotFound();
        if (accounts.Count == 0)
        {
            TempData.Problem(texts["Choose at least one account."]);
            return Redirect("/accounts");
        }

        if (form.SurveyId == Guid.Empty) (form.SurveyId, form.TouchpointId) = await Choices.UsualAsync(db, cancel);
        var (surveys, touchpoints) = (await Choices.SurveysAsync(db, cancel), await Choices.TouchpointsAsync(db, cancel));
        return View("Choose", new TriggerNowPage(form, accounts, surveys, touchpoints));
    }

    private async Task<IReadOnlyList<Choice>> OwnAsync(Guid[] ids, CancellationToken cancel)
    {
        var scope = User.Scope();
        return await db.Accounts.AsNoTracking().Where(x => ids.Contains(x.Id) && x.ArchivedAt == null && (scope == null || x.ManagerId == scope)).OrderBy(x => x.Name)
            .Select(x => new Choice(x.Id, x.Name)).ToListAsync(cancel);
    }

    private async Task<WaveLedger> LedgerAsync(Guid batch, IReadOnlyList<WaveView> waves, int round, RuleReasons rules, CancellationToken cancel) =>
        new(await ledger.RunAsync(new LedgerFilter(Waves: [.. waves.Select(x => x.Id)]), cancel), $"/waves/now/{batch}/ledger", null, round, rules);
}
