namespace StageSurveys.Web.Features.Responses;

/// <summary>The answer page. <paramref name="Island"/> is the JSON that the page's script reads, safe inside a script element.</summary>
public sealed record AnswerPage(
    string Locale, string Brand, string BrandColour, string PrivacyUrl, string Title, string Context, string FirstQuestion, string Token, string Island);

/// <summary>A page with one message: thanks, already answered, expired, unknown.</summary>
public sealed record AnswerMessage(string Locale, string Brand, string BrandColour, string Title, string Text, bool Happy);
