namespace StageSurveys.Web.Features.Maps;

/// <summary>Marks the texts of board, map and drill-down; the English text is the key, French stands in MapsText.fr.resx.</summary>
public sealed class MapsText;
