using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.People;

/// <summary>Who signs in. Sign-ins of account managers are made, closed and opened again here; nobody is removed, since accounts and notes name them.</summary>
[Route("/people"), Authorize(Roles = SignInSetup.Administrator)]
public sealed class PeopleController(
    UserManager<User> users, RoleManager<IdentityRole<Guid>> roles, SignInDb signIn, StageSurveysDb db, NameManager name, IStringLocalizer<PeopleText> texts) : Controller
{
    // No letter that is taken for another one when it is read aloud or copied by hand.
    private const string Letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    [HttpGet("")]
    public Task<IActionResult> Index(CancellationToken cancel) => PageAsync(null, "", "", cancel);

    [HttpPost("")]
    public async Task<IActionResult> Invite(string? displayName, string? email, CancellationToken cancel)
    {
        var (shown, address) = ((displayName ?? "").Trim(), CustomerInput.NormaliseEmail((email ?? "").Trim()));
        if (shown.Length is 0 or > 100 || shown.Any(char.IsControl)) ModelState.AddModelError("displayName", texts["Give the person’s name."]);
        if (address is null) ModelState.AddModelError("email", texts["This is not an e-mail address."]);
        else if (await users.FindByEmailAsync(address) is not null) ModelState.AddModelError("email", texts["Somebody signs in with this address already."]);
        if (!ModelState.IsValid) return await PageAsync(null, shown, email ?? "", cancel);
        if (!await roles.RoleExistsAsync(Managers.Role)) await roles.CreateAsync(new IdentityRole<Guid>(Managers.Role) { Id = Guid.CreateVersion7() });
        var user = new User { Id = Guid.CreateVersion7(), UserName = address, Email = address, EmailConfirmed = true, DisplayName = shown };
        var password = NewPassword();
        // The role comes with the sign-in or not at all: a sign-in without a role is the team's.
        await using var transaction = await signIn.Database.BeginTransactionAsync(cancel);
        var made = await users.CreateAsync(user, password);
        if (made.Succeeded) made = await users.AddToRoleAsync(user, Managers.Role);
        if (!made.Succeeded)
        {
            ModelState.AddModelError("email", texts["Somebody signs in with this address already."]);
            return await PageAsync(null, shown, email ?? "", cancel);
        }

        await transaction.CommitAsync(cancel);
        await name.RunAsync(user.Id, address!, shown, cancel);
        return await PageAsync(new NewPassword(shown, address!, password), "", "", cancel);
    }

    [HttpPost("{id:guid}/password")]
    public async Task<IActionResult> Password(Guid id, CancellationToken cancel)
    {
        if (await ManagerAsync(id) is not { } user) return NotFound();
        var password = NewPassword();
        var done = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
        if (!done.Succeeded) return Conflict();
        return await PageAsync(new NewPassword(user.DisplayName, user.Email!, password), "", "", cancel);
    }

    [HttpPost("{id:guid}/close")]
    public async Task<IActionResult> Close(Guid id)
    {
        if (await ManagerAsync(id) is not { } user) return NotFound();
        await users.SetLockoutEnabledAsync(user, true);
        await users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue);
        await users.UpdateSecurityStampAsync(user);
        TempData.Notice(texts["{0} cannot sign in any more; the accounts stay.", user.DisplayName]);
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("{id:guid}/open")]
    public async Task<IActionResult> Open(Guid id)
    {
        if (await ManagerAsync(id) is not { } user) return NotFound();
        await users.SetLockoutEndDateAsync(user, null);
        TempData.Notice(texts["{0} can sign in again.", user.DisplayName]);
        return RedirectToAction(nameof(Index));
    }

    private async Task<User?> ManagerAsync(Guid id) =>
        await users.FindByIdAsync(id.ToString()) is { } user && await users.IsInRoleAsync(user, Managers.Role) && !await users.IsInRoleAsync(user, SignInSetup.Administrator) ? user : null;

    private static string NewPassword()
    {
        while (true)
        {
            var password = string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));
            if (password.Any(char.IsAsciiDigit) && password.Any(char.IsAsciiLetterLower) && password.Any(char.IsAsciiLetterUpper)) return password;
        }
    }

    private async Task<IActionResult> PageAsync(NewPassword? made, string shown, string email, CancellationToken cancel)
    {
        var counts = await db.Accounts.Where(x => x.ManagerId != null && x.ArchivedAt == null).GroupBy(x => x.ManagerId!.Value).ToDictionaryAsync(x => x.Key, x => x.Count(), cancel);
        var found = await (from user in signIn.Users
                           orderby user.DisplayName, user.Email
                           select new
                           {
                               user.Id,
                               user.DisplayName,
                               user.Email,
                               user.LockoutEnd,
                               Roles = (from has in signIn.UserRoles join role in signIn.Roles on has.RoleId equals role.Id where has.UserId == user.Id select role.Name).ToList(),
                           }).Take(500).ToListAsync(cancel);
        // Who mistyped a password is locked out for minutes; who was closed, for good.
        var forever = DateTimeOffset.MaxValue.AddYears(-1000);
        return View("Index", new PeoplePage(
            [.. found.Select(x => new PersonLine(x.Id, x.DisplayName, x.Email ?? "", x.Roles.Contains(SignInSetup.Administrator), x.Roles.Contains(Managers.Role), x.LockoutEnd > forever, counts.GetValueOrDefault(x.Id)))],
            made, shown, email));
    }
}
