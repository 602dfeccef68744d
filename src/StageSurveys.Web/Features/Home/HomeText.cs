namespace StageSurveys.Web.Features.Home;

/// <summary>Marks the texts of the first screen.</summary>
public sealed class HomeText;
