namespace StageSurveys.Web.Features.Surveys;

/// <summary>Marks the texts of the mail wording editor; the English text is the key, French stands in SurveyMailText.fr.resx.</summary>
public sealed class SurveyMailText;
