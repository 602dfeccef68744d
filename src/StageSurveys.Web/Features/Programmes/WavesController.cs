using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>One wave: who would be asked and who not, its list, its note, its approval; after its start the ledger as it fills. A manager sees waves at own accounts only.</summary>
[Route("/waves"), OpenToManagers]
public sealed class WavesController(StageSurveysDb db, ReadWave read, Ledger ledger, ChangeWaveContacts change, IStringLocalizer<ProgrammesText> texts) : Controller
{
    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Show(Guid id, CancellationToken cancel)
    {
        if (await read.RunAsync(id, User.Scope(), cancel) is not { } wave) return NotFound();
        var rules = await RuleReasons.ReadAsync(db, cancel);
        var listed = wave.Contacts.Select(x => x.CustomerId).ToArray();
        var others = !wave.IsOpen ? [] : await db.AccountContacts.AsNoTracking().Where(x => x.AccountId == wave.AccountId && x.LeftAt == null && !listed.Contains(x.CustomerId))
            .Join(db.Customers, x => x.CustomerId, x => x.Id, (x, c) => new { c.Id, c.Name, c.Email, x.Role }).OrderBy(x => x.Name).Take(500).ToListAsync(cancel);
        return View(new WavePageModel(
            wave, [.. others.Select(x => new WaveOther(x.Id, x.Name.Length > 0 ? x.Name : x.Email, x.Role))],
            wave.HasLedger ? await LedgerAsync(wave, 0, rules, cancel) : null, rules, await db.ZoneAsync(cancel)));
    }

    [HttpGet("{id:guid}/ledger")]
    public async Task<IActionResult> Progress(Guid id, int round, CancellationToken cancel)
    {
        if (await read.RunAsync(id, User.Scope(), cancel) is not { HasLedger: true } wave) return NotFound();
        var rules = await RuleReasons.ReadAsync(db, cancel);
        return PartialView("_WaveProgress", new WavePageModel(wave, [], await LedgerAsync(wave, Math.Clamp(round, 0, 1_000_000), rules, cancel), rules, await db.ZoneAsync(cancel)) { Swap = true });
    }

    [HttpPost("{id:guid}/leave-out")]
    public Task<IActionResult> LeaveOut(Guid id, int version, Guid? customer, string? reason, string? note, string? back, CancellationToken cancel) => ChangeAsync(
        id, new() { WaveId = id, Version = version, LeaveOut = customer is { } who ? [who] : [], Reason = reason ?? "", Note = note ?? "" }, texts["The contact is left out."], back, cancel);

    [HttpPost("{id:guid}/take-in")]
    public Task<IActionResult> TakeIn(Guid id, int version, Guid? customer, string? back, CancellationToken cancel) =>
        ChangeAsync(id, new() { WaveId = id, Version = version, TakeIn = customer }, texts["The contact is on the list."], back, cancel);

    [HttpPost("{id:guid}/replace")]
    public Task<IActionResult> Replace(Guid id, int version, Guid? customer, Guid? by, string? back, CancellationToken cancel) => ChangeAsync(
        id, customer is null || by is null ? null : new() { WaveId = id, Version = version, LeaveOut = [customer.Value], TakeIn = by }, texts["The contact is replaced."], back, cancel);

    /// <summary>Somebody who is not a contact of the account yet becomes one and joins the list.</summary>
    [HttpPost("{id:guid}/add")]
    public async Task<IActionResult> Add(Guid id, int version, string? email, string? name, string? role, [FromServices] AddContact add, CancellationToken cancel)
    {
        if (await read.RunAsync(id, User.Scope(), cancel) is not { } wave) return NotFound();
        var made = await add.RunAsync(wave.AccountId, User.Scope(), email, name, Languages.Current, role, 1, cancel);
        if (made.Ok) return await ChangeAsync(id, new() { WaveId = id, Version = version, TakeIn = made.Value }, texts["The contact is on the list."], null, cancel);
        TempData.Report(made, "", texts);
        return Redirect($"/waves/{id}#contacts");
    }

    [HttpPost("{id:guid}/note")]
    public async Task<IActionResult> Note(Guid id, int version, string? note, [FromServices] SaveWaveNote save, CancellationToken cancel)
    {
        if (!await IsSeenAsync(id, cancel)) return NotFound();
        TempData.Report(await save.RunAsync(id, version, note ?? "", User.Shown(), cancel), texts["The note is saved."], texts);
        return Redirect($"/waves/{id}");
    }

    [HttpPost("{id:guid}/approve")]
    public async Task<IActionResult> Approve(Guid id, int version, [FromServices] ApproveWave approve, CancellationToken cancel)
    {
        if (!await IsSeenAsync(id, cancel)) return NotFound();
        TempData.Report(await approve.RunAsync(id, version, Self, User.Shown(), cancel), texts["Approved. It goes at its moment."], texts);
        return Redirect($"/waves/{id}");
    }

    /// <summary>Starts a wave now: one that was made by hand, or one of a programme before its moment.</summary>
    [HttpPost("{id:guid}/send")]
    public async Task<IActionResult> Send(Guid id, int version, [FromServices] StartWaves start, CancellationToken cancel)
    {
        if (await read.RunAsync(id, User.Scope(), cancel) is not { } wave) return NotFound();
        if (!wave.IsOpen || wave.Version != version) TempData.Problem(texts["Somebody changed this wave meanwhile. Look at it again."]);
        else if (await start.NowAsync([id], User.Shown(), cancel) == 0) TempData.Problem(texts["Nothing was sent: there is nobody on the list."]);
        return Redirect($"/waves/{id}");
    }

    [HttpPost("{id:guid}/cancel")]
    public async Task<IActionResult> Cancel(Guid id, string? back, [FromServices] CancelWave cancelWave, CancellationToken cancel)
    {
        if (!await IsSeenAsync(id, cancel)) return NotFound();
        if (await cancelWave.RunAsync([id], User.Shown(), cancel) == 1) TempData.Notice(texts["The wave is cancelled: nothing more of it is sent."]);
        else TempData.Problem(texts["This wave had come to its end already."]);
        return Redirect(Url.IsLocalUrl(back) ? back : $"/waves/{id}");
    }

    private async Task<IActionResult> ChangeAsync(Guid id, WaveContactChange? asked, string done, string? back, CancellationToken cancel)
    {
        if (!await IsSeenAsync(id, cancel)) return NotFound();
        TempData.Report(asked is null ? new Fault("", "Choose a contact.") : await change.RunAsync(asked, User.Shown(), cancel), done, texts);
        return Redirect((Url.IsLocalUrl(back) ? back : $"/waves/{id}") + "#contacts");
    }

    private Guid? Self => Guid.TryParse(User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Whether the wave exists for whoever asks.</summary>
    private Task<bool> IsSeenAsync(Guid id, CancellationToken cancel)
    {
        var scope = User.Scope();
        return db.Waves.AnyAsync(x => x.Id == id && (scope == null || db.Accounts.Any(a => a.Id == x.AccountId && a.ManagerId == scope)), cancel);
    }

    private async Task<WaveLedger> LedgerAsync(WaveView wave, int round, RuleReasons rules, CancellationToken cancel) =>
        new(await ledger.RunAsync(new LedgerFilter(Waves: [wave.Id]), cancel), $"/waves/{wave.Id}/ledger", wave.Id, round, rules);
}
