using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Accounts;

/// <summary>Client companies: found, made, changed, archived. To an account manager only the own ones exist, and the master data is the team's.</summary>
[Route("/accounts")]
public sealed class AccountsController(FindAccounts find, ReadAccount read, SaveAccount save, ArchiveAccount put, IStringLocalizer<AccountsText> texts) : Controller
{
    private const int Size = 25, Offered = 20;

    [HttpGet(""), OpenToManagers]
    public async Task<IActionResult> Index(string? search, string? segment, Guid? manager, bool archived, int page, CancellationToken cancel)
    {
        var scope = User.Scope();
        var filter = new AccountFilter(search?.Length > 100 ? search[..100] : search, segment, scope is null ? manager : null, archived, scope);
        var found = await find.RunAsync(filter, page, Size, cancel);
        var any = found.Total > 0 || (await find.RunAsync(new AccountFilter(Scope: scope), 1, 1, cancel)).Total > 0 || (await find.RunAsync(new AccountFilter(Scope: scope, Archived: true), 1, 1, cancel)).Total > 0;
        var pager = Pager.Of(found.Page, found.Total, Size, to => Url.Action(nameof(Index), new { search = filter.Search, segment, manager = filter.ManagerId, archived = archived ? "true" : null, page = to })!);
        return View(new AccountsPage(filter, found.Accounts, found.Total, any, await find.SegmentsAsync(scope, cancel), scope is null ? await find.ManagersAsync(cancel) : [], scope is null, pager));
    }

    /// <summary>The first accounts that a name or key typed so far fits, for a field that searches as one types.</summary>
    [HttpGet("options")]
    public async Task<IActionResult> Options(string? account, CancellationToken cancel)
    {
        var found = await find.RunAsync(new AccountFilter(account?.Length > 100 ? account[..100] : account), 1, Offered, cancel);
        return PartialView("_Options", found.Accounts);
    }

    [HttpGet("new"), HttpGet("{id:guid}/edit")]
    public async Task<IActionResult> Edit(Guid? id, CancellationToken cancel)
    {
        var account = id is { } known ? await read.RunAsync(known, null, cancel) : null;
        if (id is not null && account is null) return NotFound();
        return await FormAsync(account is null ? new AccountForm() : AccountForm.Of(account, await find.ManagersAsync(cancel)), cancel);
    }

    [HttpPost("new"), HttpPost("{id:guid}/edit")]
    public async Task<IActionResult> Edit(Guid? id, AccountForm form, CancellationToken cancel)
    {
        form.AccountId = id;
        ModelState.Clear();
        var account = id is { } known ? await read.RunAsync(known, null, cancel) : null;
        if (id is not null && account is null) return NotFound();
        var (input, unreadable) = form.Read(account);
        var saved = unreadable.Count > 0 ? unreadable.ToList() : await save.RunAsync(id, input, cancel);
        if (saved.Ok)
        {
            TempData.Notice(texts["The account is saved."]);
            return Redirect($"/accounts/{saved.Value}");
        }

        ModelState.AddFaults(saved.Faults, texts);
        return await FormAsync(form, cancel);
    }

    [HttpPost("{id:guid}/archive")]
    public async Task<IActionResult> Archive(Guid id, CancellationToken cancel)
    {
        if (!await put.RunAsync(id, true, cancel)) return NotFound();
        TempData.Notice(texts["The account is archived."], $"/accounts/{id}/restore");
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("{id:guid}/restore")]
    public async Task<IActionResult> Restore(Guid id, CancellationToken cancel)
    {
        if (!await put.RunAsync(id, false, cancel)) return NotFound();
        TempData.Notice(texts["The account is back."]);
        return Redirect($"/accounts/{id}");
    }

    private async Task<IActionResult> FormAsync(AccountForm form, CancellationToken cancel)
    {
        form.Managers = await find.ManagersAsync(cancel);
        form.Segments = await find.SegmentsAsync(null, cancel);
        return View("Edit", form);
    }
}
