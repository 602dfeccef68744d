namespace StageSurveys.Web.Features.People;

/// <summary>Names the texts of this feature.</summary>
public sealed class PeopleText;
