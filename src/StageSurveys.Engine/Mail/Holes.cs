using System.Globalization;
using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail;

/// <summary>The named holes <c>{{name}}</c> of a wording.</summary>
public static partial class Holes
{
    public const string Link = "link";
    public const string Unsubscribe = "unsubscribe";

    /// <summary>The first question, to be answered by a click; alone on its line.</summary>
    public const string Score = "score";

    /// <summary>Every name that is known, for the help beside the editor.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "customer.name", "customer.firstName", "brand.name", "touchpoint.name", "event.date", "survey.minutes", Link, Score, Unsubscribe,
    ];

    /// <summary>Every name that a mail has a value for.</summary>
    internal static readonly IReadOnlyList<string> Valued = [.. Names.Where(name => name != Score), "survey.lastDay"];

    internal static IEnumerable<string> In(string text) => Pattern().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>
    /// Fills the holes of plain text. An empty value takes the space before it along, so that "Bonjour {{customer.firstName}},"
    /// reads well for a customer whose name is not known. Names that are not known stay visible.
    /// </summary>
    internal static string Fill(string text, IReadOnlyDictionary<string, string> values) => Pattern().Replace(text, match =>
    {
        if (!values.TryGetValue(match.Groups["name"].Value, out var value)) return match.Value;
        return value.Length == 0 ? "" : match.Groups["space"].Value + value;
    });

    internal static Dictionary<string, string> Values(MailValues values, string? locale, MailBrand brand)
    {
        var name = OneLine(values.CustomerName);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["customer.name"] = name,
            ["customer.firstName"] = values.CustomerFirstName is { } first ? OneLine(first) : name.Split(' ')[0],
            ["brand.name"] = OneLine(brand.Name),
            ["touchpoint.name"] = OneLine(values.TouchpointName),
            ["event.date"] = Date(values.EventDate, locale),
            ["survey.minutes"] = values.SurveyMinutes.ToString(CultureInfo.InvariantCulture),
            ["survey.lastDay"] = Date(values.LastDay, locale),
            [Link] = values.Link.AbsoluteUri,
            [Unsubscribe] = values.Unsubscribe.AbsoluteUri,
            // Where it does not stand alone it cannot be drawn.
            [Score] = "",
        };
    }

    /// <summary>One space for every run of white space, line breaks and control characters.</summary>
    internal static string OneLine(string? text) => text is null ? "" : Blanks().Replace(text, match => match.Value is "\u00A0" or "\u202F" ? match.Value : " ").Trim();

    private static string Date(DateOnly? date, string? locale) =>
        date is { } day ? Dates.Long(day, CultureInfo.GetCultureInfo(Languages.IsFrench(locale) ? "fr-FR" : "en-GB")) : "";

    [GeneratedRegex(@"(?<space>[ \u00A0\u202F]?)\{\{[ \t]*(?<name>[^{}\r\n]*?)[ \t]*\}\}", RegexOptions.CultureInvariant)]
    internal static partial Regex Pattern();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
