namespace StageSurveys.Web.Features.Maps;

/// <summary>Marks the texts of what stands around the board: changes, trends, heat map, comparison, drivers; French stands in BoardText.fr.resx.</summary>
public sealed class BoardText;
