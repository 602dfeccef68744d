namespace StageSurveys.Web.Features.SignIn;

/// <summary>Marks the texts of the sign-in page.</summary>
public sealed class SignInText;
