using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Journeys;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Shared;

/// <summary>The product's words for its own fixed values, in both languages. One word for one thing.</summary>
public static class Terms
{
    private static readonly Dictionary<Enum, LocalText> Words = new()
    {
        [ChannelStrategy.Multichannel] = new("Multicanal", "Multichannel"),
        [ChannelStrategy.CrossChannel] = new("Cross-canal", "Cross-channel"),
        [ChannelStrategy.Omnichannel] = new("Omnicanal", "Omnichannel"),
        [StagePhase.Before] = new("avant", "before"),
        [StagePhase.During] = new("pendant", "during"),
        [StagePhase.After] = new("après", "after"),
        [Channel.Email] = new("e-mail", "e-mail"),
        [Channel.Web] = new("site web", "web"),
        [Channel.Shop] = new("boutique", "shop"),
        [Channel.Phone] = new("téléphone", "phone"),
        [Channel.Chat] = new("chat", "chat"),
        [Channel.App] = new("application", "app"),
        [Channel.Social] = new("réseaux sociaux", "social"),
        [Channel.Delivery] = new("livraison", "delivery"),
        [Channel.Partner] = new("partenaire", "partner"),
        [AttributeGroup.Sales] = new("Données de vente", "Sales"),
        [AttributeGroup.Social] = new("Réseaux sociaux", "Social networks"),
        [AttributeGroup.Navigation] = new("Navigation", "Navigation"),
        [AttributeGroup.Surveys] = new("Enquêtes", "Surveys"),
        [AttributeGroup.Loyalty] = new("Fidélité", "Loyalty"),
        [AttributeKind.Text] = new("texte", "text"),
        [AttributeKind.Number] = new("nombre", "number"),
        [AttributeKind.Boolean] = new("oui/non", "yes/no"),
        [AttributeKind.Date] = new("date", "date"),
        [Disposition.Planned] = new("Planifiée", "Planned"),
        [Disposition.Suppressed] = new("Écartée", "Suppressed"),
        [Disposition.Queued] = new("En file", "Queued"),
        [Disposition.Sending] = new("Envoi en cours", "Sending"),
        [Disposition.Sent] = new("Envoyée", "Sent"),
        [Disposition.Unknown] = new("Envoi incertain", "Unknown"),
        [Disposition.Failed] = new("Échec", "Failed"),
        [Disposition.Bounced] = new("Refusée par la messagerie", "Bounced"),
        [Disposition.Visited] = new("Ouverte", "Visited"),
        [Disposition.Started] = new("Commencée", "Started"),
        [Disposition.Completed] = new("Terminée", "Completed"),
        [Disposition.Expired] = new("Expirée", "Expired"),
        [Disposition.OptedOut] = new("Refus de contact", "Opted out"),
        [ContactRuleStep.Made] = new("Créée", "Made"),
        [ContactRuleStep.Changed] = new("Modifiée", "Changed"),
        [ContactRuleStep.SwitchedOn] = new("Activée", "Switched on"),
        [ContactRuleStep.SwitchedOff] = new("Désactivée", "Switched off"),
        [ContactRuleStep.Moved] = new("Déplacée", "Moved"),
        [ContactRuleStep.Removed] = new("Retirée", "Removed"),
        [ContactRuleStep.Restored] = new("Rétablie", "Restored"),
        [SuppressionCause.ByHand] = new("Ajoutée à la main", "Added by hand"),
        [SuppressionCause.HardBounce] = new("Refusée définitivement", "Bounced for good"),
        [SuppressionCause.Complaint] = new("Plainte", "Complaint"),
        [SuppressionCause.Request] = new("À la demande de la personne", "At the person’s request"),
        [ImportState.Draft] = new("Brouillon", "Draft"),
        [ImportState.Waiting] = new("En attente", "Waiting"),
        [ImportState.Running] = new("En cours", "Running"),
        [ImportState.Finished] = new("Terminé", "Finished"),
        [ImportState.Failed] = new("Échec", "Failed"),
        [ImportState.Cancelled] = new("Annulé", "Cancelled"),
    };

    /// <summary>The word for a fixed value in the language of the screen.</summary>
    public static string Of(Enum value) => Words.TryGetValue(value, out var word) ? word.Here() : value.ToString();
}
