namespace StageSurveys.Web.Features.Responses;

/// <summary>Marks the texts of the answer page and the reasons for which an answer is refused.</summary>
public sealed class ResponsesText;
