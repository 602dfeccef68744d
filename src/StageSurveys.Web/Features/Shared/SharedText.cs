namespace StageSurveys.Web.Features.Shared;

/// <summary>Marks the texts that many screens share; the English text is the key, French stands in SharedText.fr.resx.</summary>
public sealed class SharedText;
