using System.Globalization;
using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Scoring;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Maps;

/// <summary>Figures as a person reads them, in the language of the screen. Rounding happens here and nowhere before.</summary>
public static class MapWords
{
    private static bool French => Languages.Current == "fr";

    /// <summary>« Objectifs », « Émotions », « Problèmes ».</summary>
    public static string Name(Dimension dimension) => (dimension switch
    {
        Dimension.Goal => new LocalText("Objectifs", "Goals"),
        Dimension.Emotion => new LocalText("Émotions", "Emotions"),
        _ => new LocalText("Problèmes", "Problems"),
    }).Here();

    /// <summary>"62", "+30", "−4": emotions carry their sign.</summary>
    public static string Score(Dimension dimension, double value) => dimension == Dimension.Emotion ? Signed(value) : Plain(value);

    /// <summary>"[58 ; 66]" in French, "[58; 66]" in English, with spaces that do not break.</summary>
    public static string Interval(Dimension dimension, double low, double high) =>
        French ? $"[{Score(dimension, low)}\u00A0;\u00A0{Score(dimension, high)}]" : $"[{Score(dimension, low)};\u00A0{Score(dimension, high)}]";

    /// <summary>"1 204" or "1,204".</summary>
    public static string Count(double count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>"31 %" or "31%".</summary>
    public static string Percent(double percent) => percent.ToString(percent is > 0 and < 10 ? "0.#" : "0", CultureInfo.CurrentCulture) + (French ? "\u00A0%" : "%");

    /// <summary>A figure with one decimal, signed for emotions.</summary>
    public static string Exact(Dimension dimension, double value)
    {
        var text = Math.Abs(value).ToString("0.0", CultureInfo.CurrentCulture);
        return value < -0.05 ? "−" + text : dimension == Dimension.Emotion && value >= 0.05 ? "+" + text : text;
    }

    /// <summary>« Fiable », « Indicatif », « Insuffisant ».</summary>
    public static string Badge(Reliability badge) => Suppression.Label(badge).In(Languages.Current);

    /// <summary>The css class of a badge.</summary>
    public static string BadgeClass(Reliability badge) => badge.ToString().ToLowerInvariant();

    /// <summary>An emotion word.</summary>
    public static string Emotion(string word) => EmotionWords.Label(word).In(Languages.Current).ToLower(CultureInfo.CurrentCulture);

    /// <summary>The place of a value on its scale in percent, for bars, without the language's decimal comma.</summary>
    public static string Place(Dimension dimension, double value) =>
        (100 * (value - dimension.Min()) / dimension.Range()).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A mean with three decimals, so that it can be compared with a computation elsewhere.</summary>
    public static string Precise(double value) => value.ToString("0.000", CultureInfo.CurrentCulture).Replace('-', '−');

    /// <summary>« 84 800 € », "€84,800": euros without cents.</summary>
    public static string Money(double euros) => French ? $"{Count(Math.Round(euros))}\u00A0€" : $"€{Count(Math.Round(euros))}";

    /// <summary>« aujourd’hui », « il y a 12 j »: how long ago the latest answer was given.</summary>
    public static string Age(int days) => (days switch
    {
        <= 0 => new LocalText("aujourd’hui", "today"),
        <= 90 => new LocalText($"il y a {days}\u00A0j", $"{days}\u00A0d ago"),
        _ => new LocalText($"il y a {days / 30}\u00A0mois", $"{days / 30}\u00A0months ago"),
    }).Here();

    /// <summary>"12 d", « 3 mois »: the same where there is little room.</summary>
    public static string ShortAge(int days) => (days <= 90 ? new LocalText($"{Math.Max(0, days)}\u00A0j", $"{Math.Max(0, days)}\u00A0d") : new LocalText($"{days / 30}\u00A0mois", $"{days / 30}\u00A0months")).Here();

    /// <summary>A number with as many decimals, signed.</summary>
    public static string Number(double value, int decimals) => value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture).Replace('-', '−');

    /// <summary>"+4.2", "−0.3".</summary>
    public static string Signed1(double value) => (value > 0 ? "+" : "") + Number(value, 1);

    /// <summary>The two letters of a language, for a verbatim: "FR", "EN".</summary>
    public static string Language(string locale) => Languages.Tag(locale) is { } tag ? tag.Split('-')[0].ToUpperInvariant() : "";

    /// <summary>The language in which a text is shown: the other one where its own side is empty.</summary>
    public static string LanguageOf(LocalText text) => string.IsNullOrWhiteSpace(French ? text.Fr : text.En) ? (French ? "en" : "fr") : Languages.Current;

    /// <summary>"Care, Inès": the team and the person who look after a touchpoint; empty when nobody does.</summary>
    public static string Owner(TouchpointOutline touchpoint) => string.Join(", ", new[] { touchpoint.OwnerTeam, touchpoint.OwnerPerson }.Where(x => x.Length > 0));

    /// <summary>« Actions », « Motivations », « Questions », « Obstacles ».</summary>
    public static string Lane(MapLane lane) => (lane switch
    {
        MapLane.Actions => new LocalText("Actions", "Actions"),
        MapLane.Motivations => new LocalText("Motivations", "Motivations"),
        MapLane.Questions => new LocalText("Questions", "Questions"),
        _ => new LocalText("Obstacles", "Obstacles"),
    }).Here();

    /// <summary>« Confirmé », « Contredit », « Données insuffisantes ».</summary>
    public static string Verdict(Verdict verdict) => (verdict switch
    {
        Scoring.Verdict.Confirmed => new LocalText("Confirmé", "Confirmed"),
        Scoring.Verdict.Contradicted => new LocalText("Contredit", "Contradicted"),
        _ => new LocalText("Données insuffisantes", "Not enough data"),
    }).Here();

    /// <summary>Whether a hypothesis was drawn before its author looked; null where that is not known.</summary>
    public static string? Drawn(HypothesisVersion version) => version.MapOpened switch
    {
        false => new LocalText("tracée avant que son auteur n’ouvre la carte", "drawn before its author opened the map").Here(),
        true => new LocalText("tracée après que son auteur a ouvert la carte", "drawn after its author had opened the map").Here(),
        null => null,
    };

    /// <summary>The css class of a verdict.</summary>
    public static string VerdictClass(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>A text short enough for a cell.</summary>
    public static string Short(string text) => text.Length <= 120 ? text : text[..Cut(text)] + "…";

    private static int Cut(string text) => text.LastIndexOf(' ', 118, 40) is var space && space > 0 ? space : 118;

    private static string Plain(double value) => Math.Round(value, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Signed(double value)
    {
        var rounded = Math.Round(value, MidpointRounding.AwayFromZero);
        return (rounded > 0 ? "+" : rounded < 0 ? "−" : "") + Math.Abs(rounded).ToString("0", CultureInfo.InvariantCulture);
    }
}
