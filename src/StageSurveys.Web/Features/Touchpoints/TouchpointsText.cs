namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>Marks the texts of the touchpoint's page.</summary>
public sealed class TouchpointsText;
