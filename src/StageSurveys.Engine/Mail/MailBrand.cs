namespace StageSurveys.Engine.Mail;

/// <summary>Who a mail comes from, to the eye.</summary>
/// <param name="Name">The name that customers know.</param>
/// <param name="Colour">As <c>#rrggbb</c>; anything else falls back to the product's own.</param>
/// <param name="PostalLine">Company and postal address in one line for the footer, where the law asks for it.</param>
public sealed record MailBrand(string Name, string Colour, string? PostalLine = null);
