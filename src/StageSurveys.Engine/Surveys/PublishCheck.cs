using StageSurveys.Scoring;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// What stands in the way of publishing a definition, and what its author should know. A fault would make answers
/// unscorable or unreachable for good, since a published version is never edited.
/// </summary>
public sealed record PublishReport(IReadOnlyList<Fault> Faults, IReadOnlyList<Fault> Warnings)
{
    public bool CanPublish => Faults.Count == 0;
}

public static class PublishCheck
{
    /// <summary>More questions than this take a customer longer than a minute.</summary>
    public const int QuestionsOfAMinute = 10;

    // The library draws no more.
    private const int MostRates = 20;

    private static readonly string[] Locales = ["en", "fr"];

    /// <summary>Checks a text that may not even be JSON.</summary>
    public static PublishReport Run(string text, IReadOnlySet<string> knownTouchpointKeys) =>
        SurveyDefinition.TryParse(text, out var definition, out var fault)
            ? Run(definition, knownTouchpointKeys)
            : new PublishReport([fault], []);

    public static PublishReport Run(SurveyDefinition definition, IReadOnlySet<string> knownTouchpointKeys)
    {
        var faults = new List<Fault>();
        var warnings = new List<Fault>();
        var asked = definition.Questions.Where(question => !question.DisplayOnly).ToList();

        if (asked.Count == 0)
            faults.Add(new Fault("definition", "There is no question."));
        else if (!definition.AllQuestions.Any(question => question.Measure is not null))
            faults.Add(new Fault("definition", "No question measures anything, so no answer could be scored."));
        if (asked.Count > QuestionsOfAMinute)
            warnings.Add(new Fault("definition", "{0} questions take longer than a minute; {1} or fewer are answered more often.", asked.Count, QuestionsOfAMinute));

        faults.AddRange(DuplicateNames(definition.Questions));
        var names = KnownNames(definition);
        foreach (var question in definition.AllQuestions)
        {
            CheckQuestion(question, knownTouchpointKeys, faults, warnings);
            foreach (var condition in question.VisibleWhen)
                CheckCondition(question, condition, names, faults);
            CheckReachable(definition, question, faults, warnings);
        }
        // A panel's condition is met again at each of its questions, but each of them is named once.
        return new PublishReport([.. faults.DistinctBy(fault => (fault.Field, fault.InEnglish))], [.. warnings.DistinctBy(fault => (fault.Field, fault.InEnglish))]);
    }

    private static IEnumerable<Fault> DuplicateNames(IReadOnlyList<SurveyQuestion> questions)
    {
        foreach (var same in questions.Where(question => question.Name.Length > 0).GroupBy(question => question.Name).Where(group => group.Count() > 1))
            yield return new Fault(same.Key, "{0} questions have this name; each needs its own.", same.Count());
        foreach (var question in questions.Where(question => question.Nested.Count > 0))
            foreach (var same in question.Nested.GroupBy(nested => nested.Name).Where(group => group.Count() > 1))
                yield return new Fault(question.Name, "“{0}” stands {1} times in this question.", same.Key, same.Count());
    }

    private static void CheckQuestion(SurveyQuestion question, IReadOnlySet<string> touchpoints, List<Fault> faults, List<Fault> warnings)
    {
        if (question.Name.Length == 0 && !question.DisplayOnly)
            faults.Add(new Fault("definition", "A question of the type “{0}” has no name.", question.Type));
        // Its scores are stored under its name.
        if (!StorableText.Holds(question.Name))
            faults.Add(new Fault("definition", "The text holds characters that cannot be stored."));
        if (question.Type.Length == 0)
            faults.Add(new Fault(question.Name, "The question has no type."));
        foreach (var same in question.Choices.GroupBy(choice => choice.Value).Where(group => group.Count() > 1))
            faults.Add(new Fault(question.Name, "The value “{0}” is offered {1} times.", same.Key, same.Count()));
        CheckAnswerable(question, faults);
        if (question is { DisplayOnly: false, Repeated: false })
            foreach (var locale in Locales.Where(locale => !question.Title.Has(locale)))
                warnings.Add(new Fault(question.Name, locale == "fr" ? "The French title is missing." : "The English title is missing."));

        if (question.MeasureTouchpoint is { } touchpoint)
        {
            if (!touchpoints.Contains(touchpoint))
                faults.Add(new Fault(question.Name, "There is no touchpoint “{0}”.", touchpoint));
            if (question.Measure is null)
                warnings.Add(new Fault(question.Name, "A touchpoint is named, but the question measures nothing."));
        }
        if (question.CesTurned && question.MeasureKind != MeasureKind.Ces)
            warnings.Add(new Fault(question.Name, "The effort scale is turned, but the question does not measure effort (ces)."));
        if (question.Measure is not null)
        {
            if (question.Repeated)
                faults.Add(new Fault(question.Name, "A question inside a repeated panel or a table cannot be scored; move it out or let it measure nothing."));
            else if (MeasureFit.Run(question) is { } fault)
                faults.Add(fault);
        }
    }

    /// <summary>What no customer could answer: a scale without steps or with more than can be drawn, a list that asks for more than it offers.</summary>
    private static void CheckAnswerable(SurveyQuestion question, List<Fault> faults)
    {
        if (question.Type == "rating" && question.Choices.Count < 2)
            faults.Add(new Fault(question.Name, "The scale needs at least two values: let it end above where it begins."));
        if (question.Type == "rating" && question.Choices.Count > MostRates)
            faults.Add(new Fault(question.Name, "The scale has more than {0} values; so many are not shown.", MostRates));
        var (least, most) = (question.Json.Number("minSelectedChoices") ?? 0, question.Json.Number("maxSelectedChoices") ?? 0);
        var offered = question.Choices.Count + (question.HasOther ? 1 : 0);
        if (question.Type is "checkbox" or "tagbox" && !question.ChoicesFromElsewhere && least > offered)
            faults.Add(new Fault(question.Name, "At least {0} choices are asked for, but only {1} are offered.", least, offered));
        if (most > 0 && least > most)
            faults.Add(new Fault(question.Name, "At least {0} choices are asked for, but at most {1} may be made.", least, most));
    }

    private static void CheckCondition(SurveyQuestion question, SurveyCondition condition, HashSet<string> names, List<Fault> faults)
    {
        if (condition.Expression is not { } expression)
        {
            faults.Add(new Fault(question.Name, "The condition “{0}” cannot be understood (column {1}).", condition.Text, condition.ErrorColumn));
            return;
        }
        foreach (var name in expression.References().Distinct())
        {
            if (!IsKnown(name, names))
                faults.Add(new Fault(question.Name, "The condition “{0}” asks for “{1}”, which is no question.", condition.Text, name));
        }
    }

    private static void CheckReachable(SurveyDefinition definition, SurveyQuestion question, List<Fault> faults, List<Fault> warnings)
    {
        // A trigger may show what starts hidden.
        var never = (question.Hidden && !definition.HasTriggers)
            || question.VisibleWhen.Any(when => when.Expression is { } expression
                && ExpressionEvaluator.IsTrue(expression, _ => ExpressionEvaluator.Unknown) == false);
        if (never && question.Measure is not null)
            faults.Add(new Fault(question.Name, "The question is never visible, so it would measure nothing."));
        else if (never && question.Required)
            warnings.Add(new Fault(question.Name, "The question is required but never visible."));
    }

    private static HashSet<string> KnownNames(SurveyDefinition definition)
    {
        var names = new HashSet<string>(["locale", "pageno", "pagecount", "item", "choice", "panel", "row", "prevPanel", "nextPanel", "parentPanel",
            "prevRow", "nextRow", "panelIndex", "visiblePanelIndex", "rowIndex", "visibleRowIndex", "rowName", "rowTitle", "rowValue", "value"],
            StringComparer.OrdinalIgnoreCase);
        names.UnionWith(definition.CalculatedValues.Keys);
        names.UnionWith(definition.TriggerTargets);
        foreach (var question in definition.Questions)
        {
            names.Add(question.Name);
            names.Add(question.Key);
            names.Add(question.Key + definition.CommentSuffix);
            names.Add(question.Key + "-total");
        }
        return names;
    }

    private static bool IsKnown(string reference, HashSet<string> names)
    {
        // "#" switches a conversion off and "$" asks for a property of the question itself.
        var name = reference.TrimStart('#', '$', '!');
        if (names.Contains(name))
            return true;
        for (var end = name.IndexOfAny(['.', '[']); end > 0; end = name.IndexOfAny(['.', '['], end + 1))
            if (names.Contains(name[..end]))
                return true;
        return false;
    }
}
