using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>An expression of a definition: as written, parsed when it could be, else with the column where it breaks off.</summary>
public sealed record SurveyCondition(string Text, SurveyExpression? Expression, int ErrorColumn = 0)
{
    public static SurveyCondition Of(string text) =>
        ExpressionParser.TryParse(text, out var expression, out var column)
            ? new SurveyCondition(text, expression)
            : new SurveyCondition(text, null, column);

    /// <summary>Null when the property is absent or blank: SurveyJS then has no condition.</summary>
    internal static SurveyCondition? Read(JsonElement owner, string property) =>
        owner.Text(property) is { } text && !string.IsNullOrWhiteSpace(text) ? Of(text) : null;
}
