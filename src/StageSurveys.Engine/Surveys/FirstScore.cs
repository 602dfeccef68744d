using System.Globalization;
using System.Text.Json;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Surveys;

/// <summary>One value that can be clicked in the mail.</summary>
/// <param name="Text">What the definition calls it; empty for plain numbers and faces.</param>
/// <param name="Value">The value as SurveyJS stores it.</param>
public sealed record ScoreCell(string Number, LocalizedText Text, JsonElement Value);

/// <summary>
/// The question that can be answered in the mail itself: the first of a survey, where everybody sees it and it is one score (nps, csat, ces, face, goal)
/// of two to eleven values. A published version never changes, so the place of a value, from 1, says which one was meant.
/// </summary>
public sealed record FirstScore(string Key, LocalizedText Title, MeasureKind Measure, IReadOnlyList<ScoreCell> Cells, LocalizedText Lowest, LocalizedText Highest)
{
    /// <summary>More would not fit beside each other on a phone.</summary>
    public const int MostCells = 11;

    /// <summary>Null where the survey begins with something else.</summary>
    public static FirstScore? Of(SurveyDefinition definition)
    {
        if (definition.Questions.FirstOrDefault(question => !question.DisplayOnly) is not { } first) return null;
        if (first.MeasureKind is not { } measure || measure is not (MeasureKind.Nps or MeasureKind.Csat or MeasureKind.Ces or MeasureKind.Face or MeasureKind.Goal)) return null;
        if (first.Type is not ("rating" or "radiogroup" or "dropdown") || first.ChoicesFromElsewhere || first.Choices.Count is < 2 or > MostCells) return null;
        if (first.Hidden || first.ReadOnly || first.VisibleIf is not null || first.EnableIf is not null || first.VisibleWhen.Count > 0) return null;
        // The library fills {names} of answers into a title; a mail has none to fill in.
        if (first.Title.Locales.Any(locale => first.Title.In(locale)!.Contains('{'))) return null;
        var cells = first.Choices.Select(choice => new ScoreCell(choice.Value, choice.Text, ValueOf(first, choice.Value)));
        return new FirstScore(first.Key, first.Title, measure, [.. cells], LocalizedText.Read(first.Json, "minRateDescription"), LocalizedText.Read(first.Json, "maxRateDescription"));
    }

    /// <summary>The value at a place from 1; null when there is none.</summary>
    public JsonElement? At(int place) => place >= 1 && place <= Cells.Count ? Cells[place - 1].Value : null;

    // Numbers that SurveyJS counts up are numbers; a listed value is what it is in the list.
    private static JsonElement ValueOf(SurveyQuestion question, string text)
    {
        foreach (var item in question.Json.Items(question.Type == "rating" ? "rateValues" : "choices"))
        {
            var value = item.ValueKind == JsonValueKind.Object ? item.Get("value") : item;
            if (value is { } own && (own.AsText() ?? own.GetRawText()) == text) return own;
        }

        return question.Type == "rating" && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonSerializer.SerializeToElement(number)
            : JsonSerializer.SerializeToElement(text);
    }
}
