using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Surveys;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Settings;

/// <summary>Brand and API keys of the workspace.</summary>
[Microsoft.AspNetCore.Authorization.Authorize(Roles = SignInSetup.Administrator)]
public sealed class SettingsController(BrandSettings brands, SignInDb signIn, StageSurveysDb db, TimeProvider time, IStringLocalizer<SettingsText> texts) : Controller
{
    [HttpGet("/settings")]
    public async Task<IActionResult> Index(CancellationToken cancel) => await PageAsync(null, null, cancel);

    [HttpPost("/settings/brand")]
    public async Task<IActionResult> SaveBrand([Bind(Prefix = "Brand")] BrandForm form, CancellationToken cancel)
    {
        var faults = await brands.SaveAsync(form.Name ?? "", form.Colour ?? "", form.PrivacyUrl ?? "", form.TimeZone ?? "", cancel);
        foreach (var fault in faults) ModelState.AddModelError("Brand." + fault.Field, texts.Say(fault));
        if (faults.Count > 0) return await PageAsync(form, null, cancel);
        TempData.Notice(texts["The brand was saved."]);
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("/settings/api-keys")]
    public async Task<IActionResult> MakeKey(string? keyName, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(keyName) || keyName.Length > 80)
        {
            ModelState.AddModelError("keyName", texts["Say what the key is for."]);
            return await PageAsync(null, null, cancel);
        }

        var key = "ss_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        signIn.ApiKeys.Add(new ApiKey { Name = keyName.Trim(), Hash = SignInSetup.HashOf(key), Prefix = key[..8], CreatedAt = time.GetUtcNow() });
        await signIn.SaveChangesAsync(cancel);
        return await PageAsync(null, key, cancel);
    }

    [HttpPost("/settings/api-keys/{id:guid}/revoke")]
    public async Task<IActionResult> Revoke(Guid id, CancellationToken cancel)
    {
        await signIn.ApiKeys.Where(key => key.Id == id && key.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(key => key.RevokedAt, time.GetUtcNow()), cancel);
        TempData.Notice(texts["The key was revoked."]);
        return RedirectToAction(nameof(Index));
    }

    private async Task<IActionResult> PageAsync(BrandForm? form, string? newKey, CancellationToken cancel)
    {
        var keys = await signIn.ApiKeys.OrderByDescending(key => key.CreatedAt).Take(100)
            .Select(key => new ApiKeyLine(key.Id, key.Name, key.Prefix, key.CreatedAt, key.RevokedAt != null)).ToListAsync(cancel);
        return View("Index", new SettingsPage(form ?? BrandForm.Of(await brands.GetAsync(cancel)), keys, newKey, await db.ZoneAsync(cancel)));
    }
}
