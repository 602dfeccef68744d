namespace StageSurveys.Web.Features.Accounts;

/// <summary>Names the texts of this feature.</summary>
public sealed class AccountsText;
