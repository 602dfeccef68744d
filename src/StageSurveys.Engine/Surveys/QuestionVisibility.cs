namespace StageSurveys.Engine.Surveys;

/// <summary>Whether a customer saw a question, given the answers. Null when that cannot be said here.</summary>
internal static class QuestionVisibility
{
    public static bool? Of(SurveyDefinition definition, SurveyQuestion question, AnswerScope scope)
    {
        bool? visible = true;
        if (question.Hidden)
        {
            // A trigger may have shown it.
            if (!definition.HasTriggers)
                return false;
            visible = null;
        }
        foreach (var condition in question.VisibleWhen)
        {
            var holds = condition.Expression is { } expression ? ExpressionEvaluator.IsTrue(expression, scope.Resolve) : null;
            if (holds == false)
                return false;
            visible = holds is null ? null : visible;
        }
        return visible;
    }

    /// <summary>
    /// Keys whose answers belong to questions that are not seen. Taking an answer away can hide another question, so this
    /// goes on until nothing changes; what once went does not come back.
    /// </summary>
    public static HashSet<string> UnseenKeys(SurveyDefinition definition, AnswerScope scope)
    {
        var unseen = new HashSet<string>(StringComparer.Ordinal);
        if (definition.KeepsInvisible)
            return unseen;
        var conditional = definition.Questions
            .Where(question => question.Hidden || question.VisibleWhen.Count > 0)
            .Select(question => question.Key)
            .Distinct()
            .Select(definition.ByKey)
            .ToList();
        for (var changed = true; changed;)
        {
            changed = false;
            var now = scope.Without(unseen);
            foreach (var same in conditional)
            {
                var key = same[0].Key;
                if (!unseen.Contains(key)
                    && same.All(question => question.Json.Text("clearIfInvisible") is not "none" && Of(definition, question, now) == false))
                    changed |= unseen.Add(key);
            }
        }
        return unseen;
    }
}
