namespace StageSurveys.Web.Features.Profiles;

/// <summary>Names the texts of this feature.</summary>
public sealed class ProfilesText;
