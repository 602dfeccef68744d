using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Portfolio;

/// <summary>The portfolio: accounts by what may be lost with them.</summary>
/// <param name="ByTeam">False for an account manager, who sees own accounts only.</param>
/// <param name="ExportUrl">The same accounts as a file.</param>
public sealed record PortfolioView(
    PortfolioFilter Filter, PortfolioPage Page, IReadOnlyList<string> Segments, IReadOnlyList<AccountManager> Managers, bool ByTeam, TimeZoneInfo Zone, Pager Pager, string ExportUrl);
