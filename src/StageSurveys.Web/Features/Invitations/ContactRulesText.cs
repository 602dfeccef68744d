namespace StageSurveys.Web.Features.Invitations;

/// <summary>Marks the texts of the contact rules, the suppression list and dry runs; French stands in ContactRulesText.fr.resx.</summary>
public sealed class ContactRulesText;
