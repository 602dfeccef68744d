using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// One answer to be scored. <paramref name="Value"/> is a number for the scales, a string for goal and verbatim, an object
/// for an emotion, "none" or a list of objects for problems. <paramref name="Touchpoint"/> is null for the one the survey is
/// attached to. <paramref name="CesTurned"/>: on this effort scale 1 is very easy.
/// </summary>
public sealed record MeasuredAnswer(string Question, string Measure, string? Touchpoint, JsonElement Value, bool CesTurned);

public static class AnswerMeasures
{
    /// <summary>The answers that measure something, in the order of the questions. Empty answers are left out.</summary>
    public static IReadOnlyList<MeasuredAnswer> Of(SurveyDefinition definition, JsonElement answers)
    {
        var measured = new List<MeasuredAnswer>();
        foreach (var question in definition.Questions)
        {
            if (question.Measure is not { } measure || answers.Get(question.Key) is not { } value || ExpressionValues.IsEmpty(ExpressionValues.From(value)))
                continue;
            // The values of a list of choices may be written as texts.
            if (MeasureIds.Scales.ContainsKey(measure) && value.ValueKind == JsonValueKind.String && value.AsNumber() is { } number)
                value = JsonSerializer.SerializeToElement(number);
            measured.Add(new MeasuredAnswer(question.Name, measure, question.MeasureTouchpoint, value, question.CesTurned));
        }
        return measured;
    }
}
