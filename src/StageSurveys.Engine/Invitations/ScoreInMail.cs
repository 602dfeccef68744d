using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Invitations;

/// <summary>What a mail says of the survey it offers.</summary>
/// <param name="Minutes">How long it takes.</param>
/// <param name="First">The first question, where it can be answered in the mail.</param>
internal sealed record MailedSurvey(int Minutes, FirstScore? First)
{
    public static MailedSurvey Of(string definition) =>
        new(InvitationMail.Minutes(definition), SurveyDefinition.TryParse(definition, out var read, out _) ? FirstScore.Of(read) : null);
}

/// <summary>Puts the first question of a survey into the mail, a link for each value.</summary>
public static class ScoreInMail
{
    private static readonly string[] Faces = ["😠", "🙁", "😐", "🙂", "😀"];
    private static readonly string[] FacesInFrench = ["Très mal", "Plutôt mal", "Neutre", "Plutôt bien", "Très bien"];
    private static readonly string[] FacesInEnglish = ["Very bad", "Rather bad", "Neutral", "Rather good", "Very good"];

    /// <param name="link">The address of the answer page; a cell's address is that and the place of its value.</param>
    public static MailScore? Of(FirstScore? first, string locale, Uri link)
    {
        if (first is null) return null;
        var cells = first.Cells.Select((cell, at) =>
        {
            var (sign, label) = Words(first, at, locale);
            return new MailScoreCell(sign, label, new Uri($"{link.AbsoluteUri}/{at + 1}"));
        });
        var (lowest, highest) = Ends(first, locale);
        return new MailScore(first.Title.In(locale) ?? "", [.. cells], lowest, highest);
    }

    /// <summary>What the values are called, in order; empty where the survey does not begin with a score.</summary>
    public static IReadOnlyList<string> Words(FirstScore? first, string locale) => first is null ? [] : [.. first.Cells.Select((_, at) => Words(first, at, locale).Label)];

    private static (string Sign, string Label) Words(FirstScore first, int at, string locale)
    {
        var cell = first.Cells[at];
        if (cell.Text.In(locale) is { } text) return (text, text);
        if (DrawsFaces(first)) return (Faces[at], FaceWords(locale)[at]);
        var label = locale == "fr" ? $"{cell.Number} sur {first.Cells[^1].Number}" : $"{cell.Number} of {first.Cells[^1].Number}";
        var (lowest, highest) = Ends(first, locale);
        // Who hears or reads the plain text meets each value alone, so the ends say what they mean themselves.
        var meaning = at == 0 ? lowest : at == first.Cells.Count - 1 ? highest : "";
        return (cell.Number, meaning.Length > 0 ? $"{label} ({meaning})" : label);
    }

    /// <summary>What the first and the last value mean, where the values do not say it.</summary>
    private static (string Lowest, string Highest) Ends(FirstScore first, string locale)
    {
        var (lowest, highest) = (first.Lowest.In(locale) ?? "", first.Highest.In(locale) ?? "");
        return lowest.Length + highest.Length == 0 && DrawsFaces(first) && first.Cells[0].Text.IsEmpty ? (FaceWords(locale)[0], FaceWords(locale)[^1]) : (lowest, highest);
    }

    private static bool DrawsFaces(FirstScore first) => first.Measure == MeasureKind.Face && first.Cells.Count == Faces.Length;

    private static string[] FaceWords(string locale) => locale == "fr" ? FacesInFrench : FacesInEnglish;
}
