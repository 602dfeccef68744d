using System.Text;
using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// Answers after the check: what is wrong with them, which questions' answers were dropped because the customer did not
/// see the question in the end, and the answers to store.
/// </summary>
public sealed record CheckedAnswers(IReadOnlyList<Fault> Faults, IReadOnlyList<string> Dropped, JsonElement Answers)
{
    public bool Ok => Faults.Count == 0;
}

/// <summary>
/// Holds answers against the definition they were given to. What cannot be judged here (custom types, conditions that ask
/// the page) passes: a real answer is never turned away for it.
/// </summary>
public static class AnswerCheck
{
    public const int MaxBytes = 64 * 1024;
    public const int MaxTextLength = 10_000;

    private const int MaxFaults = 50;

    /// <param name="complete">
    /// True on submit. An unfinished draft keeps its unseen answers and is not asked for required ones, since the customer
    /// may still go back and forth.
    /// </param>
    public static CheckedAnswers Run(SurveyDefinition definition, JsonElement answers, bool complete)
    {
        if (answers.ValueKind != JsonValueKind.Object)
            return Refused(answers, new Fault("answers", "The answers must be a JSON object."));
        if (Encoding.UTF8.GetByteCount(answers.GetRawText()) is > MaxBytes and var bytes)
            return Refused(answers, new Fault("answers", "The answers are too large: {0} bytes, at most {1}.", bytes, MaxBytes));

        var scope = AnswerScope.For(definition, answers);
        var unseen = complete ? QuestionVisibility.UnseenKeys(definition, scope) : [];
        var faults = new List<Fault>();
        var dropped = new List<string>();
        var kept = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var answer in answers.EnumerateObject())
        {
            if (OwnerOf(definition, answer.Name) is { } owner && unseen.Contains(owner))
            {
                dropped.Add(answer.Name);
                continue;
            }
            kept[answer.Name] = answer.Value;
            if (answer.Value.ValueKind != JsonValueKind.Null)
                CheckAnswer(definition, answer, complete, faults);
        }
        if (complete)
            CheckRequired(definition, kept, scope, scope.Without(unseen), faults);
        return new CheckedAnswers(
            [.. faults.Take(MaxFaults)],
            [.. dropped.Distinct()],
            dropped.Count == 0 ? answers : JsonSerializer.SerializeToElement(kept));
    }

    private static CheckedAnswers Refused(JsonElement answers, Fault fault) => new([fault], [], answers);

    /// <summary>The key of the question that an answer belongs to; its comment and its totals go with it.</summary>
    private static string? OwnerOf(SurveyDefinition definition, string name)
    {
        if (definition.ByKey(name).Count > 0)
            return name;
        foreach (var suffix in new[] { definition.CommentSuffix, "-total" })
            if (name.EndsWith(suffix, StringComparison.Ordinal) && definition.ByKey(name[..^suffix.Length]).Count > 0)
                return name[..^suffix.Length];
        return null;
    }

    private static void CheckAnswer(SurveyDefinition definition, JsonProperty answer, bool complete, List<Fault> faults)
    {
        var questions = definition.ByKey(answer.Name);
        if (questions.Count > 0)
        {
            // Where questions share a key, an answer that fits one of them is right.
            List<Fault>? first = null;
            foreach (var question in questions)
            {
                var check = new AnswerValueCheck(definition, complete, SharedCells(questions));
                check.Check(question, answer.Name, answer.Value);
                if (check.Faults.Count == 0)
                    return;
                first ??= check.Faults;
            }
            faults.AddRange(first!);
        }
        else if (OwnerOf(definition, answer.Name) is not null)
        {
            if (answer.Name.EndsWith(definition.CommentSuffix, StringComparison.Ordinal))
                AnswerValueCheck.CheckText(answer.Name, answer.Value, MaxTextLength, faults);
        }
        else if (!definition.CalculatedValues.ContainsKey(answer.Name) && !definition.TriggerTargets.Contains(answer.Name))
        {
            faults.Add(new Fault(answer.Name.Length > 100 ? answer.Name[..100] : answer.Name, "There is no such question."));
        }
    }

    /// <summary>A table and a repeated panel may write into the same rows, each its own cells.</summary>
    private static HashSet<string> SharedCells(IReadOnlyList<SurveyQuestion> questions) =>
        questions.Count < 2 ? [] : [.. questions.SelectMany(question => question.Nested).Select(cell => cell.Key)];

    private static void CheckRequired(
        SurveyDefinition definition, Dictionary<string, JsonElement> answers, AnswerScope given, AnswerScope cleaned, List<Fault> faults)
    {
        if (MayEndEarly(definition))
            return;
        foreach (var question in definition.Questions)
        {
            if (answers.TryGetValue(question.Key, out var value) && !ExpressionValues.IsEmpty(ExpressionValues.From(value)))
                continue;
            // Seen with the answers as given and still seen without the dropped ones: anything less was maybe never asked.
            if (AnswerValueCheck.CanBeRequired(question)
                && IsRequired(question, given)
                && QuestionVisibility.Of(definition, question, given) == true
                && QuestionVisibility.Of(definition, question, cleaned) == true)
                faults.Add(new Fault(question.Key, "An answer is required."));
        }
    }

    private static bool IsRequired(SurveyQuestion question, AnswerScope scope)
    {
        if (question.EnableIf is { } enabled && (enabled.Expression is null || ExpressionEvaluator.IsTrue(enabled.Expression, scope.Resolve) != true))
            return false;
        return question.Required
            || (question.RequiredIf?.Expression is { } condition && ExpressionEvaluator.IsTrue(condition, scope.Resolve) == true);
    }

    /// <summary>A time limit or a trigger can complete the survey before all questions were shown.</summary>
    private static bool MayEndEarly(SurveyDefinition definition) =>
        definition.Json.IsFalse("validationEnabled")
        || definition.Json.Number("timeLimit") > 0
        || definition.Json.Number("maxTimeToFinish") > 0
        || definition.Json.Number("timeLimitPerPage") > 0
        || definition.Json.Number("maxTimeToFinishPage") > 0
        || definition.Json.Items("triggers").Any(trigger => trigger.Text("type") is "complete" or "completetrigger" or "skip" or "skiptrigger");
}
