namespace StageSurveys.Web.Features.Responses;

/// <summary>The answer page.</summary>
/// <param name="Island">The JSON that the page's script reads, safe inside a script element.</param>
/// <param name="Scores">What the first question offers, in words, for a browser without script; empty where it is no score.</param>
/// <param name="Chosen">Place from 1 of the score that was clicked in the mail.</param>
public sealed record AnswerPage(
    string Locale, string Brand, string BrandColour, string PrivacyUrl, string Title, string Context, string FirstQuestion, string Token, string Island,
    IReadOnlyList<string> Scores, int? Chosen);

/// <summary>A page with one message: thanks, already answered, expired, unknown.</summary>
public sealed record AnswerMessage(string Locale, string Brand, string BrandColour, string Title, string Text, bool Happy);
