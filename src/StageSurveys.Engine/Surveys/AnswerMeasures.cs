using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

public static class AnswerMeasures
{
    /// <summary>The answers that measure something, as they were given, with their questions and in the order of these. Empty answers are left out.</summary>
    public static IEnumerable<(SurveyQuestion Question, JsonElement Value)> Of(SurveyDefinition definition, JsonElement answers)
    {
        foreach (var question in definition.Questions)
            if (question.Measure is not null && answers.Get(question.Key) is { } value && !ExpressionValues.IsEmpty(ExpressionValues.From(value)))
                yield return (question, value);
    }
}
