using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>The waves of an account that are to come.</summary>
public sealed record ComingWaves(Guid AccountId, IReadOnlyList<WaveLine> Lines, TimeZoneInfo Zone);

/// <summary>The past waves of an account, with what changed from each to the next.</summary>
public sealed record PastWaves(IReadOnlyList<WaveResult> Waves, TimeZoneInfo Zone);

/// <summary>The part of an account's page that is about waves. Who may see the account was asked by the page.</summary>
[ViewComponent(Name = "AccountWaves")]
public sealed class AccountWavesViewComponent(ListWaves list, CompareWaves compare, StageSurveysDb db) : ViewComponent
{
    /// <param name="past">The past waves instead of those to come.</param>
    public async Task<IViewComponentResult> InvokeAsync(Guid account, bool past)
    {
        var cancel = HttpContext.RequestAborted;
        var zone = await db.ZoneAsync(cancel);
        if (past) return View("~/Features/Programmes/Views/_PastWaves.cshtml", new PastWaves(await compare.RunAsync(account, 8, cancel), zone));
        var coming = await list.RunAsync(new WaveFilter(Account: account, States: [WaveState.Planned, WaveState.Announced, WaveState.Approved]), 1, cancel, 6);
        return View("~/Features/Programmes/Views/_ComingWaves.cshtml", new ComingWaves(account, coming.Lines, zone));
    }
}
