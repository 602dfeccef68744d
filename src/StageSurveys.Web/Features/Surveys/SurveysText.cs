namespace StageSurveys.Web.Features.Surveys;

/// <summary>Marks the texts of surveys; the English text is the key, French stands in SurveysText.fr.resx.</summary>
public sealed class SurveysText;
