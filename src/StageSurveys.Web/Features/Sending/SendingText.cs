namespace StageSurveys.Web.Features.Sending;

/// <summary>Marks the texts of the screen « Envoi »; the English text is the key, French stands in SendingText.fr.resx.</summary>
public sealed class SendingText;
