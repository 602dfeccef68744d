using StageSurveys.Scoring;

namespace StageSurveys.Engine.Surveys;

/// <summary>Says whether the answers of a question could be scored as what it claims to measure.</summary>
internal static class MeasureFit
{
    // May be left out of a question: not everybody can be asked whether that applies.
    private static readonly string NotConcerned = GoalIds.Id(GoalAnswer.NotConcerned);
    private static readonly string[] OneOfAList = ["radiogroup", "dropdown", "buttongroup", "imagepicker"];

    public static Fault? Run(SurveyQuestion question) => question.MeasureKind switch
    {
        { } scale when MeasureScales.BoundsOf(scale) is var (min, max) => Scale(question, scale.Id(), min, max),
        MeasureKind.Goal => Goal(question),
        MeasureKind.Emotion => Emotion(question),
        MeasureKind.Problems => Problems(question),
        MeasureKind.Verbatim => question.Type is "comment" || (question.Type == "text" && (question.Json.Text("inputType") ?? "text") == "text")
            ? null
            : WrongType(question, "comment, text"),
        _ when question.Measure is { } other =>
            new Fault(question.Name, "“{0}” is no measure; known are {1}.", other, string.Join(", ", MeasureKinds.All.Select(kind => kind.Id()))),
        _ => null,
    };

    private static Fault? Scale(SurveyQuestion question, string measure, int min, int max)
    {
        if (question.Type != "rating" && !TakesOne(question))
            return WrongType(question, "rating, " + string.Join(", ", OneOfAList));
        var offered = Offered(question);
        var wanted = Enumerable.Range(min, max - min + 1).Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return offered.SetEquals(wanted)
            ? null
            : new Fault(question.Name, "The measure {0} needs exactly the values {1} to {2}; offered are {3}.", measure, min, max, Join(offered));
    }

    private static Fault? Goal(SurveyQuestion question)
    {
        if (!TakesOne(question))
            return WrongType(question, string.Join(", ", OneOfAList));
        var offered = Offered(question);
        var missing = GoalIds.All.Where(value => value != NotConcerned && !offered.Contains(value)).ToList();
        if (missing.Count > 0)
            return new Fault(question.Name, "The measure goal needs the values yes, partly and no; missing: {0}.", Join(missing));
        var strange = offered.Except(GoalIds.All).ToList();
        return strange.Count == 0
            ? null
            : new Fault(question.Name, "The measure goal cannot score {0}; it knows yes, partly, no and na.", Join(strange));
    }

    private static Fault? Emotion(SurveyQuestion question)
    {
        if (question.Type != "emotionpicker")
            return WrongType(question, "emotionpicker");
        var strange = question.Choices.Select(choice => choice.Value).Except(EmotionWords.All).ToList();
        return strange.Count == 0
            ? null
            : new Fault(question.Name, "These emotion words are not known: {0}.", Join(strange));
    }

    private static Fault? Problems(SurveyQuestion question)
    {
        if (question.Type != "problemlist")
            return WrongType(question, "problemlist");
        if (question.Choices.Count == 0)
            return new Fault(question.Name, "The list of problems is empty.");
        return question.Choices.Any(choice => choice.Value == ProblemIds.None)
            ? new Fault(question.Name, "“{0}” means that there was no problem and cannot be the id of one.", ProblemIds.None)
            : null;
    }

    private static bool TakesOne(SurveyQuestion question) => OneOfAList.Contains(question.Type) && !question.Json.Flag("multiSelect");

    private static HashSet<string> Offered(SurveyQuestion question)
    {
        var offered = question.Choices.Select(choice => choice.Value).ToHashSet();
        if (question.HasOther)
            offered.Add("other");
        if (question.HasNone)
            offered.Add("none");
        return offered;
    }

    private static Fault WrongType(SurveyQuestion question, string wanted) =>
        new(question.Name, "A question of the type “{0}” cannot measure {1}; use {2}.", question.Type, question.Measure ?? "", wanted);

    private static string Join(IEnumerable<string> values) => values.Any() ? string.Join(", ", values) : "—";
}
