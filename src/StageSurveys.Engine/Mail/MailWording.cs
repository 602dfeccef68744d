namespace StageSurveys.Engine.Mail;

/// <summary>Subject and body of a mail in one language. Both may have named holes, the body is Markdown.</summary>
public sealed record MailText(string Subject, string Body);

/// <summary>The wording of a mail in French and English.</summary>
public sealed record MailWording(MailText French, MailText English)
{
    /// <summary>The text for a locale such as <c>fr-CA</c>; English for every language that is not French.</summary>
    public MailText For(string? locale) => Languages.IsFrench(locale) ? French : English;

    /// <summary>The wording as a survey stores it; what is left empty in a language is taken from <paramref name="fallback"/>.</summary>
    public static MailWording From(LocalText subject, LocalText body, MailWording fallback) => new(
        new MailText(Or(subject.Fr, fallback.French.Subject), Or(body.Fr, fallback.French.Body)),
        new MailText(Or(subject.En, fallback.English.Subject), Or(body.En, fallback.English.Body)));

    private static string Or(string text, string fallback) => string.IsNullOrWhiteSpace(text) ? fallback : text;
}

/// <summary>What goes into the holes of a wording.</summary>
public sealed record MailValues
{
    public string? CustomerName { get; init; }

    /// <summary>Null takes the first word of <see cref="CustomerName"/>.</summary>
    public string? CustomerFirstName { get; init; }

    public string? TouchpointName { get; init; }

    /// <summary>The day in the customer's own time zone.</summary>
    public DateOnly? EventDate { get; init; }

    public int SurveyMinutes { get; init; } = 1;

    /// <summary>The last day on which the survey can be answered, in the customer's own time zone; reminders name it.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>The address of the answer page.</summary>
    public required Uri Link { get; init; }

    /// <summary>The first question as links; null where the survey begins with something else.</summary>
    public MailScore? Score { get; init; }

    /// <summary>A personal word above the first question; null for none.</summary>
    public MailNote? Note { get; init; }

    /// <summary>The mail says that the answers are read together with the name.</summary>
    public bool IsNamed { get; init; }

    /// <summary>The address of the preferences page, where the customer opts out.</summary>
    public required Uri Unsubscribe { get; init; }
}

/// <summary>What a person says to the reader; plain text, of which nothing becomes markup.</summary>
/// <param name="By">Who says it, or empty.</param>
public sealed record MailNote(string Text, string By);

/// <summary>A mail with all holes filled.</summary>
public sealed record RenderedMail(string Subject, string Text, string Html);

internal static class Languages
{
    public static bool IsFrench(string? locale) =>
        locale is not null && locale.StartsWith("fr", StringComparison.OrdinalIgnoreCase) && (locale.Length == 2 || locale[2] is '-' or '_');
}
