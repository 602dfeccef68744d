using System.Globalization;
using System.Text.Json;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>One answered question in words.</summary>
public sealed record WordedAnswer(LocalText Question, LocalText Answer, bool IsText);

/// <summary>Turns stored answers, which are ids, into the words of the survey version they were given to.</summary>
public static class AnswerWords
{
    /// <summary>The label of a problem, as the first question that offers it words it; the value itself when none does.</summary>
    public static LocalText Problem(SurveyDefinition? definition, string value) =>
        definition?.Questions.FirstOrDefault(x => x.MeasureKind == MeasureKind.Problems && x.Choices.Any(c => c.Value == value)) is { } asked ? Choice(asked, value) : new LocalText(value, value);

    /// <summary>Every answered question that may be shown, in order.</summary>
    public static IReadOnlyList<WordedAnswer> Of(SurveyDefinition definition, JsonElement answers, ScoringProfile profile, Func<SurveyQuestion, bool> show)
    {
        List<WordedAnswer> worded = [];
        if (answers.ValueKind != JsonValueKind.Object) return worded;
        foreach (var question in definition.Questions.Where(show))
            if (answers.TryGetProperty(question.Key, out var value) && Say(question, value, profile) is { IsEmpty: false } answer)
                worded.Add(new WordedAnswer(Both(question.Title, question.Name), answer, question.Type is "comment" or "text"));
        return worded;
    }

    private static LocalText Say(SurveyQuestion question, JsonElement value, ScoringProfile profile)
    {
        if (question.MeasureKind == MeasureKind.Problems) return Problems(question, value, profile);
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return Join(value.EnumerateArray().Select(x => Say(question, x, profile)));
            case JsonValueKind.Object when value.TryGetProperty("word", out var word) && word.ValueKind == JsonValueKind.String:
                var label = EmotionWords.Label(word.GetString()!);
                var strength = value.TryGetProperty("intensity", out var given) && given.ValueKind == JsonValueKind.Number ? $" ({given.GetRawText()}/3)" : "";
                return new LocalText(label.Fr + strength, label.En + strength);
            case JsonValueKind.Object:
                return Join(value.EnumerateObject().Select(x => new LocalText($"{x.Name}\u00A0: {x.Value}", $"{x.Name}: {x.Value}")));
            case JsonValueKind.True:
                return new LocalText("oui", "yes");
            case JsonValueKind.False:
                return new LocalText("non", "no");
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return LocalText.Empty;
            default:
                return Scalar(question, value.ToString());
        }
    }

    private static LocalText Scalar(SurveyQuestion question, string value)
    {
        if (question.MeasureKind == MeasureKind.Emotion && EmotionWords.Label(value) is var word) return new LocalText(word.Fr, word.En);
        if (question.MeasureKind is { } scale && MeasureScales.BoundsOf(scale) is var (_, max))
            return new LocalText($"{value} / {max.ToString(CultureInfo.InvariantCulture)}", $"{value} / {max.ToString(CultureInfo.InvariantCulture)}");
        return Choice(question, value);
    }

    private static LocalText Problems(SurveyQuestion question, JsonElement value, ScoringProfile profile)
    {
        if (AnswerReader.Read(value, MeasureKind.Problems, profile).Value is not ProblemsValue read) return Choice(question, value.ToString());
        if (read.Problems.Count == 0) return new LocalText("Aucun problème", "No problem");
        return Join(read.Problems.Select(x =>
        {
            var label = Choice(question, x.Problem);
            var severity = MeasureLabels.Severity(x.Severity);
            var resolved = MeasureLabels.Resolved(x.Resolved);
            return new LocalText(
                $"{label.In("fr")} (gravité\u00A0: {severity.Fr.ToLowerInvariant()}, résolu\u00A0: {resolved.Fr.ToLowerInvariant()})",
                $"{label.In("en")} (severity: {severity.En.ToLowerInvariant()}, resolved: {resolved.En.ToLowerInvariant()})");
        }));
    }

    private static LocalText Choice(SurveyQuestion question, string value) =>
        question.Choices.FirstOrDefault(x => x.Value == value) is { } choice ? Both(choice.Text, value) : new LocalText(value, value);

    private static LocalText Both(LocalizedText text, string otherwise) => new(text.In("fr") ?? otherwise, text.In("en") ?? otherwise);

    private static LocalText Join(IEnumerable<LocalText> parts)
    {
        var all = parts.Where(x => !x.IsEmpty).ToArray();
        return new LocalText(string.Join(" · ", all.Select(x => x.In("fr"))), string.Join(" · ", all.Select(x => x.In("en"))));
    }
}
