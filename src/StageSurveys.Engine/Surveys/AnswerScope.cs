using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// What names in braces stand for, given the answers: a question, a calculated value, or something inside one of them
/// (<c>{a.b}</c>, <c>{a[0]}</c>). Any other name could be a variable of the page and is unknown.
/// </summary>
public sealed class AnswerScope
{
    private const int MaxCalculations = 20;

    private readonly SurveyDefinition _definition;
    private readonly IReadOnlyDictionary<string, object?> _answers;
    private readonly IReadOnlySet<string> _without;
    private int _calculating;

    private AnswerScope(SurveyDefinition definition, IReadOnlyDictionary<string, object?> answers, IReadOnlySet<string> without)
    {
        _definition = definition;
        _answers = answers;
        _without = without;
    }

    public static AnswerScope For(SurveyDefinition definition, JsonElement answers) =>
        new(definition, ExpressionValues.From(answers) as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>(), new HashSet<string>());

    /// <summary>The same answers as if those under some keys had not been given.</summary>
    public AnswerScope Without(IReadOnlySet<string> keys) => new(_definition, _answers, keys);

    public object? Resolve(string reference)
    {
        var name = reference.TrimStart('#');
        if (name.StartsWith('$'))
            return ExpressionEvaluator.Unknown;
        if (TryWhole(name, out var whole))
            return whole;
        // The longest name that is known wins: a question may have a dot in its name.
        for (var end = name.LastIndexOfAny(['.', '[']); end > 0; end = name.LastIndexOfAny(['.', '['], end - 1))
            if (TryWhole(name[..end], out var owner))
                return owner == ExpressionEvaluator.Unknown ? owner : Inside(owner, name[end..]);
        return ExpressionEvaluator.Unknown;
    }

    private bool TryWhole(string name, out object? value)
    {
        if (!_without.Contains(name) && _answers.TryGetValue(name, out value))
            return true;
        foreach (var question in _definition.Questions)
        {
            if (Same(question.Name, name) || Same(question.Key, name))
            {
                value = _without.Contains(question.Key) ? null : _answers.GetValueOrDefault(question.Key);
                return true;
            }
            if (Same(question.Key + _definition.CommentSuffix, name))
            {
                value = null;
                return true;
            }
        }
        value = null;
        if (!_definition.CalculatedValues.TryGetValue(name, out var condition))
            return false;
        value = Calculate(condition);
        return true;
    }

    private object? Calculate(SurveyCondition? condition)
    {
        // Calculated values may use each other, and even themselves.
        if (condition?.Expression is not { } expression || _calculating >= MaxCalculations)
            return ExpressionEvaluator.Unknown;
        _calculating++;
        var value = ExpressionEvaluator.Evaluate(expression, Resolve);
        _calculating--;
        return value;
    }

    private static object? Inside(object? owner, string path)
    {
        foreach (var step in path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            owner = owner switch
            {
                IReadOnlyList<object?> list when step == "length" => (double)list.Count,
                IReadOnlyList<object?> list when int.TryParse(step, out var index) => index >= 0 && index < list.Count ? list[index] : null,
                IReadOnlyDictionary<string, object?> members => members.GetValueOrDefault(step)
                    ?? members.FirstOrDefault(member => Same(member.Key, step)).Value,
                _ => null,
            };
        }
        return owner;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
