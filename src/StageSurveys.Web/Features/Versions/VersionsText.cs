namespace StageSurveys.Web.Features.Versions;

/// <summary>Marks the texts of published map versions; the English text is the key, French stands in VersionsText.fr.resx.</summary>
public sealed class VersionsText;
