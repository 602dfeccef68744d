namespace StageSurveys.Web.Features.Portfolio;

/// <summary>Names the texts of this feature.</summary>
public sealed class PortfolioText;
