using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Web.Features.Exports;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Portfolio;

/// <summary>The portfolio, where an account manager begins; the team sees everybody's.</summary>
[Route("/portfolio")]
public sealed class PortfolioController(ReadPortfolio read, FindAccounts find, StageSurveysDb db, IStringLocalizer<PortfolioText> texts) : Controller
{
    private const int Size = 25, MostInFile = 100_000;

    [HttpGet(""), OpenToManagers]
    public async Task<IActionResult> Index(string? search, string? segment, Guid? manager, bool unheard, int page, CancellationToken cancel)
    {
        var filter = Filter(search, segment, manager, unheard);
        var found = await read.RunAsync(filter, page, Size, cancel);
        string To(string action, int? to) => Url.Action(action, new { search = filter.Search, segment = filter.Segment, manager = filter.ManagerId, unheard = unheard ? "true" : null, page = to })!;
        return View(new PortfolioView(filter, found, await find.SegmentsAsync(filter.Scope, cancel), filter.Scope is null ? await find.ManagersAsync(cancel) : [], filter.Scope is null,
            await db.ZoneAsync(cancel), Pager.Of(found.Page, found.Total, Size, to => To(nameof(Index), to)), To(nameof(Export), null)));
    }

    /// <summary>Every account that the filters leave, in the order of the screen.</summary>
    [HttpGet("export"), OpenToManagers]
    public async Task<IActionResult> Export(string? search, string? segment, Guid? manager, bool unheard, CancellationToken cancel)
    {
        var found = await read.RunAsync(Filter(search, segment, manager, unheard), 1, MostInFile, cancel);
        var table = new CsvTable(CultureInfo.CurrentCulture);
        table.Add(
            texts["Key"].Value, texts["Account"].Value, texts["Segment"].Value, texts["Account manager"].Value, texts["Value per year"].Value, texts["Renewal"].Value, texts["Nearness of the renewal"].Value,
            texts["Value at risk"].Value, texts["Contacts"].Value, texts["Contacts heard in 12 months"].Value, texts["Last answer"].Value, texts["Not heard for 12 months"].Value,
            texts["Index, by contact"].Value, texts["Index, by contact, low"].Value, texts["Index, by contact, high"].Value, texts["Index, by contact, n_eff"].Value,
            texts["Index, by influence"].Value, texts["Index, by influence, low"].Value, texts["Index, by influence, high"].Value, texts["Index, by influence, n_eff"].Value,
            texts["Change in half a year"].Value, "p");
        foreach (var line in found.Lines)
            table.Add(
                line.Key, line.Name, line.Segment, line.ManagerName, (double?)line.Value, line.RenewsOn, line.Nearness, line.AtRisk, line.Contacts, line.Heard, line.LastAnsweredAt, line.Unheard,
                line.ByContact?.Score, line.ByContact?.Low, line.ByContact?.High, line.ByContact?.NEff, line.ByInfluence?.Score, line.ByInfluence?.Low, line.ByInfluence?.High, line.ByInfluence?.NEff,
                line.Change, line.ChangeP);
        return File(table.ToBytes(), "text/csv; charset=utf-8", Languages.Current == "fr" ? "portefeuille.csv" : "portfolio.csv");
    }

    private PortfolioFilter Filter(string? search, string? segment, Guid? manager, bool unheard) =>
        new(User.Scope(), User.Scope() is null ? manager : null, segment, search?.Length > 100 ? search[..100] : search, unheard);
}
