namespace StageSurveys.Web.Features.Exports;

/// <summary>Marks the texts of files that leave board and map; the English text is the key, French stands in ExportsText.fr.resx.</summary>
public sealed class ExportsText;
