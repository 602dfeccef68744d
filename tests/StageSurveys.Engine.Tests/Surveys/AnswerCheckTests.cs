using System.Text.Json;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Tests.Surveys;

public class AnswerCheckTests
{
    private static CheckedAnswers Run(string questions, string answers, bool complete = true, string root = "")
    {
        using var document = JsonDocument.Parse(answers);
        return AnswerCheck.Run(SurveyDefinition.Parse($$"""{{{root}}"elements":[{{questions}}]}"""), document.RootElement.Clone(), complete);
    }

    private static string Faults(CheckedAnswers result) => string.Join(" | ", result.Faults.Select(fault => $"{fault.Field}: {fault.InEnglish}"));

    private const string Radio = """{"type":"radiogroup","name":"q","choices":["a",2,{"value":true,"text":"T"}]}""";
    private const string Other = """{"type":"dropdown","name":"q","choices":["a"],"showOtherItem":true,"hasNone":true}""";
    private const string Check = """{"type":"checkbox","name":"q","choices":["a","b","c"],"maxSelectedChoices":2,"minSelectedChoices":2}""";
    private const string Matrix = """{"type":"matrix","name":"q","rows":["r1","r2"],"columns":[1,2]}""";
    private const string Table = """{"type":"matrixdropdown","name":"q","rows":["r1"],"columns":[{"name":"c","choices":["x"],"isRequired":true},{"name":"t","cellType":"text"}]}""";
    private const string Panels = """{"type":"paneldynamic","name":"q","maxPanelCount":2,"templateElements":[{"type":"text","name":"x","isRequired":true},{"type":"rating","name":"y","visibleIf":"{panel.x} = 1","isRequired":true}]}""";
    private const string Emotion = """{"type":"emotionpicker","name":"q","words":["worried","relieved"],"askIntensity":true}""";
    private const string Problems = """{"type":"problemlist","name":"q","askResolved":true,"problems":[{"value":"late"},{"value":"lost"}]}""";

    [Theory]
    [InlineData(Radio, """{"q":"a"}""")]
    [InlineData(Radio, """{"q":2}""")]
    [InlineData(Radio, """{"q":"2"}""")]
    [InlineData(Radio, """{"q":true}""")]
    [InlineData(Radio, """{"q":null}""")]
    [InlineData(Other, """{"q":"other","q-Comment":"something else"}""")]
    [InlineData(Other, """{"q":"none"}""")]
    [InlineData("""{"type":"radiogroup","name":"q","choices":["a"],"hasOther":true,"storeOthersAsComment":false}""", """{"q":"my own"}""")]
    [InlineData("""{"type":"dropdown","name":"q","choicesByUrl":{"url":"x"}}""", """{"q":"anything"}""")]
    [InlineData(Check, """{"q":["a","c"]}""")]
    [InlineData("""{"type":"checkbox","name":"q","choices":["a"],"valuePropertyName":"v"}""", """{"q":[{"v":"a"}]}""")]
    [InlineData("""{"type":"imagepicker","name":"q","choices":["a"],"multiSelect":true}""", """{"q":["a"]}""")]
    [InlineData("""{"type":"rating","name":"q"}""", """{"q":5}""")]
    [InlineData("""{"type":"boolean","name":"q"}""", """{"q":false}""")]
    [InlineData("""{"type":"boolean","name":"q","valueTrue":"y","valueFalse":"n"}""", """{"q":"n"}""")]
    [InlineData("""{"type":"text","name":"q"}""", """{"q":"text"}""")]
    [InlineData("""{"type":"text","name":"q","inputType":"number","min":1,"max":9}""", """{"q":9}""")]
    [InlineData("""{"type":"text","name":"q","inputType":"date"}""", """{"q":"2026-02-28"}""")]
    [InlineData("""{"type":"text","name":"q","inputType":"email"}""", """{"q":"a@b.example"}""")]
    [InlineData(Matrix, """{"q":{"r1":1,"r2":"2"}}""")]
    [InlineData("""{"type":"matrix","name":"q","columns":["x"]}""", """{"q":"x"}""")]
    [InlineData(Table, """{"q":{"r1":{"c":"x","t":"free","c-Comment":"why"}}}""")]
    [InlineData("""{"type":"matrixdynamic","name":"q","choices":[1],"columns":[{"name":"c"}]}""", """{"q":[{"c":1},{}],"q-total":{"c":1}}""")]
    [InlineData(Panels, """{"q":[{"x":"1"}]}""")]
    [InlineData("""{"type":"multipletext","name":"q","items":[{"name":"i"}]}""", """{"q":{"i":"v"}}""")]
    [InlineData("""{"type":"slider","name":"q","sliderType":"range"}""", """{"q":[1,2]}""")]
    [InlineData(Emotion, """{"q":{"word":"worried","intensity":3}}""")]
    [InlineData(Emotion, """{"q":{"word":"relieved"}}""")]
    [InlineData(Problems, """{"q":"none"}""")]
    [InlineData(Problems, """{"q":[{"problem":"late","severity":1,"resolved":"partly"},{"problem":"lost","severity":4}]}""")]
    [InlineData("""{"type":"file","name":"q"}""", """{"q":[{"name":"f","content":"data:"}]}""")]
    [InlineData("""{"type":"somethingelse","name":"q"}""", """{"q":{"any":["thing",1]}}""")]
    [InlineData("""{"type":"text","name":"x","valueName":"q"}""", """{"q":"under its value name"}""")]
    public void What_the_page_can_send_is_taken(string question, string answers)
    {
        Assert.Equal("", Faults(Run(question, answers)));
        Assert.Equal("", Faults(Run(question, answers, complete: false)));
    }

    [Theory]
    [InlineData(Radio, """{"q":"z"}""", "q: The answer is not one of the choices.")]
    [InlineData(Radio, """{"q":["a"]}""", "q: The answer is not one of the choices.")]
    [InlineData(Radio, """{"q":"other"}""", "q: The answer is not one of the choices.")]
    [InlineData(Other, """{"q":"other","q-Comment":5e3,"q-Comment2":1}""", "q-Comment2: There is no such question.")]
    [InlineData(Radio, """{"stranger":1}""", "stranger: There is no such question.")]
    [InlineData("""{"type":"html","name":"q"}""", """{"q":1}""", "q: This is not a question.")]
    [InlineData(Check, """{"q":"a"}""", "q: The answer must be a list of choices.")]
    [InlineData(Check, """{"q":["a","z"]}""", "q: One of the answers is not among the choices.")]
    [InlineData(Check, """{"q":["a","a"]}""", "q: A choice is given twice.")]
    [InlineData(Check, """{"q":["a","b","c"]}""", "q: At most 2 choices may be given.")]
    [InlineData("""{"type":"rating","name":"q"}""", """{"q":6}""", "q: The answer must be one of 1, 2, 3, 4, 5.")]
    [InlineData("""{"type":"rating","name":"q"}""", """{"q":2.5}""", "q: The answer must be one of 1, 2, 3, 4, 5.")]
    [InlineData("""{"type":"boolean","name":"q"}""", """{"q":"perhaps"}""", "q: The answer must be yes or no (true or false).")]
    [InlineData("""{"type":"text","name":"q"}""", """{"q":{"a":1}}""", "q: The answer must be a text.")]
    [InlineData("""{"type":"text","name":"q","maxLength":3}""", """{"q":"four"}""", "q: The text is too long: at most 3 characters.")]
    [InlineData("""{"type":"text","name":"q","inputType":"number"}""", """{"q":"many"}""", "q: The answer must be a number.")]
    [InlineData("""{"type":"text","name":"q","inputType":"date"}""", """{"q":20260228}""", "q: The answer must be a date (year-month-day).")]
    [InlineData(Matrix, """{"q":{"r3":1}}""", "q.r3: There is no such row.")]
    [InlineData(Matrix, """{"q":{"r1":3}}""", "q.r1: The answer is not one of the columns.")]
    [InlineData(Matrix, """{"q":[1]}""", "q: The answer must be an object of named parts.")]
    [InlineData(Table, """{"q":{"r1":{"c":"z"}}}""", "q.r1.c: The answer is not one of the choices.")]
    [InlineData(Table, """{"q":{"r1":{"c":"x","d":1}}}""", "q.r1.d: There is no such question.")]
    [InlineData(Panels, """{"q":{"x":1}}""", "q: The answer must be a list.")]
    [InlineData(Panels, """{"q":[{"x":"1"},{"x":"1","y":9}]}""", "q[1].y: The answer must be one of 1, 2, 3, 4, 5.")]
    [InlineData(Panels, """{"q":[{"x":1},{"x":1},{"x":1}]}""", "q: At most 2 entries may be given.")]
    [InlineData(Emotion, """{"q":{"word":"angry"}}""", "q.word: The answer must be one of worried, relieved.")]
    [InlineData(Emotion, """{"q":{"word":"worried","intensity":4}}""", "q.intensity: The answer must be a whole number from 1 to 3.")]
    [InlineData(Emotion, """{"q":{"word":"worried","more":4}}""", "q.more: There is no such part of the answer.")]
    [InlineData(Emotion, """{"q":"worried"}""", "q: The answer must be an object of named parts.")]
    [InlineData(Problems, """{"q":"late"}""", "q: The answer must be “none” or a list of problems.")]
    [InlineData(Problems, """{"q":[{"problem":"rain","severity":1}]}""", "q[0].problem: The answer must be one of late, lost.")]
    [InlineData(Problems, """{"q":[{"problem":"late","severity":1},{"problem":"late","severity":2}]}""", "q[1].problem: A choice is given twice.")]
    [InlineData(Problems, """{"q":[{"problem":"late","severity":5}]}""", "q[0].severity: The answer must be a whole number from 1 to 4.")]
    [InlineData(Problems, """{"q":[{"problem":"late","severity":2,"resolved":"maybe"}]}""", "q[0].resolved: The answer must be one of yes, partly, no, unknown.")]
    public void What_the_page_cannot_send_is_refused_even_in_a_draft(string question, string answers, string expected)
    {
        Assert.Equal(expected, Faults(Run(question, answers)));
        Assert.Equal(expected, Faults(Run(question, answers, complete: false)));
    }

    [Theory]
    [InlineData(Check, """{"q":["a"]}""", "q: At least 2 choices are needed.")]
    [InlineData("""{"type":"text","name":"q","isRequired":true}""", "{}", "q: An answer is required.")]
    [InlineData("""{"type":"text","name":"q","isRequired":true}""", """{"q":"  "}""", "q: An answer is required.")]
    [InlineData("""{"type":"text","name":"q","inputType":"number","max":9}""", """{"q":10}""", "q: The answer must be at most 9.")]
    [InlineData("""{"type":"text","name":"q","inputType":"email"}""", """{"q":"me"}""", "q: The answer must be an e-mail address.")]
    [InlineData("""{"type":"text","name":"q","inputType":"date"}""", """{"q":"2026-02-30"}""", "q: The answer must be a date (year-month-day).")]
    [InlineData("""{"type":"matrix","name":"q","rows":[1,2],"columns":[1],"isAllRowRequired":true}""", """{"q":{"1":1}}""", "q.2: An answer is required.")]
    [InlineData(Table, """{"q":{"r1":{"t":"x"}}}""", "q.r1.c: An answer is required.")]
    [InlineData(Panels, """{"q":[{}]}""", "q[0].x: An answer is required.")]
    [InlineData(Problems, """{"q":[{"problem":"late"}]}""", "q[0].severity: The answer must be a whole number from 1 to 4.")]
    [InlineData("""{"type":"text","name":"a"},{"type":"text","name":"q","requiredIf":"{a} = 1"}""", """{"a":"1"}""", "q: An answer is required.")]
    public void An_unfinished_draft_may_lack_what_a_submission_may_not(string question, string answers, string expected)
    {
        Assert.Equal(expected, Faults(Run(question, answers)));
        Assert.Equal("", Faults(Run(question, answers, complete: false)));
    }

    [Theory]
    [InlineData("""{"type":"text","name":"a"},{"type":"text","name":"q","isRequired":true,"visibleIf":"{a} = 1"}""")]
    [InlineData("""{"type":"text","name":"q","isRequired":true,"visibleIf":"functionOfThePage()"}""")]
    [InlineData("""{"type":"text","name":"q","isRequired":true,"visibleIf":"not an expression {"}""")]
    [InlineData("""{"type":"text","name":"q","isRequired":true,"visible":false}""")]
    [InlineData("""{"type":"text","name":"q","isRequired":true,"readOnly":true}""")]
    [InlineData("""{"type":"text","name":"q","isRequired":true,"enableIf":"{x} = 1"}""")]
    [InlineData("""{"type":"panel","visibleIf":"1 = 2","elements":[{"type":"text","name":"q","isRequired":true}]}""")]
    [InlineData("""{"type":"somethingelse","name":"q","isRequired":true}""")]
    [InlineData("""{"type":"dropdown","name":"q","isRequired":true}""")]
    public void Nobody_must_answer_what_they_were_maybe_not_asked(string question) => Assert.Equal("", Faults(Run(question, "{}")));

    [Fact]
    public void Answers_to_what_was_not_seen_in_the_end_are_dropped_with_their_comments()
    {
        const string questions = """
            {"type":"text","name":"a"},
            {"type":"radiogroup","name":"b","choices":["x"],"hasOther":true,"visibleIf":"{a} = 1"},
            {"type":"text","name":"c","visibleIf":"{b} = 'other'"},
            {"type":"text","name":"d","isRequired":true,"visibleIf":"{b} empty"}
            """;
        const string answers = """{"a":"2","b":"other","b-Comment":"why","c":"last"}""";

        var result = Run(questions, answers);

        Assert.Equal("", Faults(result));
        Assert.Equal(["b", "b-Comment", "c"], result.Dropped);
        Assert.Equal("""{"a":"2"}""", result.Answers.GetRawText());
        Assert.Equal(answers, Run(questions, answers, complete: false).Answers.GetRawText());
        Assert.Equal(answers, Run(questions, answers, root: "\"clearInvisibleValues\":\"none\",").Answers.GetRawText());
    }

    [Fact]
    public void An_answer_is_kept_when_its_condition_cannot_be_judged()
    {
        var result = Run("""{"type":"text","name":"q","visibleIf":"today() > '2020-01-01'"}""", """{"q":"kept"}""");

        Assert.Empty(result.Dropped);
        Assert.True(result.Ok);
    }

    [Fact]
    public void Calculated_values_and_what_triggers_set_may_come_along() => Assert.Equal("", Faults(Run(
        Radio, """{"q":"a","total":5,"flag":true}""",
        root: """ "calculatedValues":[{"name":"total","expression":"1"}],"triggers":[{"type":"setvalue","setToName":"flag"}], """)));

    [Fact]
    public void Sizes_are_bounded()
    {
        Assert.StartsWith("q: The text is too long", Faults(Run("""{"type":"comment","name":"q"}""", $$"""{"q":"{{new string('x', 10_001)}}"}""")));
        Assert.StartsWith("answers: The answers are too large", Faults(Run("""{"type":"file","name":"q"}""", $$"""{"q":"{{new string('x', 70_000)}}"}""")));
        Assert.Equal("answers: The answers must be a JSON object.", Faults(Run(Radio, "[]")));
    }

    [Fact]
    public void Questions_that_share_a_name_take_what_fits_one_of_them()
    {
        const string questions = """{"type":"rating","name":"q","visibleIf":"1 = 2"},{"type":"radiogroup","name":"q","choices":["a"]}""";

        Assert.Equal("", Faults(Run(questions, """{"q":"a"}""")));
        Assert.NotEqual("", Faults(Run(questions, """{"q":"b"}""")));
    }

    [Fact]
    public void The_ready_questionnaires_take_full_answers_and_refuse_empty_ones()
    {
        foreach (var ready in ReadyQuestionnaires.All)
        {
            var definition = SurveyDefinition.Parse(ready.Definition);
            var answers = definition.Questions.ToDictionary(question => question.Key, question => question.Type switch
            {
                "rating" => (object)1,
                "radiogroup" => "no",
                "emotionpicker" => new { word = question.Choices[0].Value, intensity = 2 },
                "problemlist" => new[] { new { problem = question.Choices[0].Value, severity = 3, resolved = "no" } },
                _ => "A few words.",
            });

            var full = AnswerCheck.Run(definition, JsonSerializer.SerializeToElement(answers), complete: true);
            var empty = AnswerCheck.Run(definition, JsonSerializer.SerializeToElement(new { }), complete: true);

            Assert.Equal("", Faults(full));
            Assert.Empty(full.Dropped);
            Assert.NotEmpty(empty.Faults);
        }
    }

    [Fact]
    public void Answers_that_measure_something_are_handed_to_the_scoring()
    {
        var definition = SurveyDefinition.Parse("""
            {"elements":[{"type":"rating","name":"f","measure":"face"},{"type":"radiogroup","name":"c","measure":"csat","choices":["1","2","3","4","5"],"measureTouchpoint":"support"},
             {"type":"text","name":"plain"},{"type":"rating","name":"e","measure":"ces","cesTurned":true,"rateMax":7},{"type":"problemlist","name":"p","problems":["late"]},
             {"type":"comment","name":"v","measure":"verbatim"}]}
            """);
        using var answers = JsonDocument.Parse("""{"plain":"x","f":4,"c":"5","e":2,"p":"none","v":"   "}""");

        var measured = AnswerMeasures.Of(definition, answers.RootElement);

        Assert.Equal(
            ["f face  4 False", "c csat support \"5\" False", "e ces  2 True", "p problems  \"none\" False"],
            measured.Select(x => $"{x.Question.Name} {x.Question.MeasureKind?.Id()} {x.Question.MeasureTouchpoint} {x.Value.GetRawText()} {x.Question.CesTurned}"));
    }
}
