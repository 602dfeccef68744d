namespace StageSurveys.Web.Features.Journeys;

/// <summary>Marks the texts of the journeys' screens.</summary>
public sealed class JourneysText;
