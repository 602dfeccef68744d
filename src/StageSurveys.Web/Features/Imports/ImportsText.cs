namespace StageSurveys.Web.Features.Imports;

/// <summary>Marks the texts of the import pages.</summary>
public sealed class ImportsText;
