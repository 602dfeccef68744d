namespace StageSurveys.Web.Features.Programmes;

/// <summary>Marks the texts of the screens of programmes and waves; the English text is the key, French stands in ProgrammesText.fr.resx.</summary>
public sealed class ProgrammesText;
