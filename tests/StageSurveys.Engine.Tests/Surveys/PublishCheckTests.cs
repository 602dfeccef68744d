using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Tests.Surveys;

public class PublishCheckTests
{
    private static readonly HashSet<string> Touchpoints = ["delivery"];

    private const string Face = """{"type":"rating","name":"face","measure":"face","title":{"default":"How?","fr":"Comment ?"}}""";

    private static PublishReport Check(params string[] questions) =>
        PublishCheck.Run($$"""{"elements":[{{string.Join(',', questions)}}]}""", Touchpoints);

    private static void AssertFault(string field, string part, PublishReport report) =>
        Assert.Contains(report.Faults, fault => fault.Field == field && fault.InEnglish.Contains(part, StringComparison.Ordinal));

    private static void AssertWarning(string field, string part, PublishReport report) =>
        Assert.Contains(report.Warnings, fault => fault.Field == field && fault.InEnglish.Contains(part, StringComparison.Ordinal));

    [Fact]
    public void A_sound_definition_has_neither_faults_nor_warnings()
    {
        var report = Check(Face);

        Assert.Empty(report.Faults);
        Assert.Empty(report.Warnings);
        Assert.True(report.CanPublish);
    }

    [Fact]
    public void Broken_text_is_one_fault_with_its_place() =>
        AssertFault("definition", "line 1, column 3", PublishCheck.Run("{ x", Touchpoints));

    [Theory]
    [InlineData("""{"type":"rating","name":"q","rateMin":5,"rateMax":1}""", "at least two values")]
    [InlineData("""{"type":"rating","name":"q","rateMax":99999}""", "more than 20")]
    [InlineData("""{"type":"checkbox","name":"q","choices":["a","b"],"minSelectedChoices":99}""", "At least 99 choices are asked for, but only 2")]
    [InlineData("""{"type":"checkbox","name":"q","choices":["a","b"],"minSelectedChoices":2,"maxSelectedChoices":1}""", "but at most 1")]
    public void What_no_customer_could_answer_is_not_published(string question, string part) => AssertFault("q", part, Check(Face, question));

    [Fact]
    public void A_definition_without_a_question_is_not_published() =>
        AssertFault("definition", "no question", PublishCheck.Run("""{"elements":[{"type":"html","name":"h"}]}""", Touchpoints));

    [Fact]
    public void A_definition_that_measures_nothing_is_not_published() =>
        AssertFault("definition", "measures anything", Check("""{"type":"text","name":"a"}"""));

    [Theory]
    [InlineData("""{"type":"rating","name":"q","measure":"nps","rateMin":1,"rateMax":10}""", "0 to 10")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","rateMax":7}""", "1 to 5")]
    [InlineData("""{"type":"rating","name":"q","measure":"face","rateMin":0,"rateMax":4}""", "1 to 5")]
    [InlineData("""{"type":"rating","name":"q","measure":"ces"}""", "1 to 7")]
    [InlineData("""{"type":"rating","name":"q","measure":"importance","rateMax":4}""", "1 to 5")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"csat","choices":[1,2,3,4,5],"showOtherItem":true}""", "other")]
    [InlineData("""{"type":"text","name":"q","measure":"nps"}""", "cannot measure nps")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"goal","choices":["yes","no"]}""", "missing: partly")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"goal","choices":["yes","partly","no","maybe"]}""", "cannot score maybe")]
    [InlineData("""{"type":"boolean","name":"q","measure":"goal"}""", "cannot measure goal")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"emotion","choices":["angry"]}""", "cannot measure emotion")]
    [InlineData("""{"type":"emotionpicker","name":"q","words":["angry","furious"]}""", "furious")]
    [InlineData("""{"type":"checkbox","name":"q","measure":"problems","choices":["late"]}""", "cannot measure problems")]
    [InlineData("""{"type":"problemlist","name":"q"}""", "empty")]
    [InlineData("""{"type":"problemlist","name":"q","problems":["none"]}""", "there was no problem")]
    [InlineData("""{"type":"rating","name":"q","measure":"verbatim"}""", "cannot measure verbatim")]
    [InlineData("""{"type":"text","inputType":"number","name":"q","measure":"verbatim"}""", "cannot measure verbatim")]
    [InlineData("""{"type":"rating","name":"q","measure":"happiness"}""", "no measure")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","measureTouchpoint":"mars"}""", "no touchpoint “mars”")]
    [InlineData("""{"type":"radiogroup","name":"q","choices":["a","b","a"]}""", "“a” is offered 2 times")]
    [InlineData("""{"type":"text","name":"q","visibleIf":"{face} >"}""", "cannot be understood")]
    [InlineData("""{"type":"text","name":"q","visibleIf":"{gone} = 1"}""", "“gone”, which is no question")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","visible":false}""", "never visible")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","visibleIf":"1 = 2"}""", "never visible")]
    [InlineData("""{"name":"q"}""", "no type")]
    public void What_would_make_answers_unscorable_is_named(string question, string part) => AssertFault("q", part, Check(Face, question));

    [Theory]
    [InlineData("""{"type":"rating","name":"q","measure":"nps","rateMin":0,"rateMax":10,"measureTouchpoint":"delivery"}""")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"csat","choices":[5,4,3,2,1]}""")]
    [InlineData("""{"type":"dropdown","name":"q","measure":"goal","choices":["yes","partly","no","na"]}""")]
    [InlineData("""{"type":"text","name":"q","visibleIf":"{face} > 2 and {panel.x} = 1 and {face-Comment} empty"}""")]
    [InlineData("""{"type":"text","name":"q","visibleIf":"{$face.containsErrors}"}""")]
    public void What_can_be_scored_is_published(string question) => Assert.Empty(Check(Face, question).Faults);

    [Fact]
    public void Names_are_given_once()
    {
        AssertFault("face", "2 questions have this name", Check(Face, Face));
        AssertFault("definition", "has no name", Check(Face, """{"type":"text"}"""));
        AssertFault("definition", "cannot be stored", Check("""{"type":"rating","name":"q\u0000","measure":"csat"}"""));
        AssertFault("d", "“x” stands 2 times", Check(Face, """{"type":"paneldynamic","name":"d","templateElements":[{"type":"text","name":"x"},{"type":"text","name":"x"}]}"""));
    }

    [Theory]
    [InlineData("""{"type":"paneldynamic","name":"d","templateElements":[{"type":"rating","name":"q","measure":"csat"}]}""")]
    [InlineData("""{"type":"matrixdynamic","name":"d","columns":[{"name":"q","cellType":"rating","measure":"csat"}]}""")]
    public void A_measure_that_repeats_is_refused(string question) => AssertFault("q", "repeated panel or a table", Check(Face, question));

    [Fact]
    public void A_panels_broken_condition_is_named_at_each_question_once()
    {
        var report = Check(Face, """{"type":"panel","visibleIf":"{","elements":[{"type":"text","name":"a"},{"type":"text","name":"b"}]}""");

        Assert.Equal(["a", "b"], report.Faults.Select(fault => fault.Field));
    }

    [Fact]
    public void Missing_languages_and_long_questionnaires_are_warnings_only()
    {
        var many = Enumerable.Range(1, 10).Select(i => $$"""{"type":"text","name":"t{{i}}","title":"Text"}""").Prepend(Face).ToArray();

        var report = Check(many);

        Assert.True(report.CanPublish);
        AssertWarning("definition", "11 questions take longer than a minute", report);
        AssertWarning("t1", "French title is missing", report);
        Assert.DoesNotContain(report.Warnings, warning => warning.InEnglish.Contains("English", StringComparison.Ordinal));
    }

    [Fact]
    public void Properties_without_effect_are_warnings()
    {
        var report = Check(Face,
            """{"type":"rating","name":"a","cesTurned":true}""",
            """{"type":"text","name":"b","measureTouchpoint":"delivery"}""",
            """{"type":"text","name":"c","isRequired":true,"visible":false}""");

        AssertWarning("a", "effort scale is turned", report);
        AssertWarning("b", "measures nothing", report);
        AssertWarning("c", "required but never visible", report);
        Assert.True(report.CanPublish);
    }

    [Fact]
    public void A_trigger_may_show_what_starts_hidden() => Assert.Empty(PublishCheck.Run("""
        {"elements":[{"type":"rating","name":"q","measure":"csat","visible":false}],"triggers":[{"type":"visible","questions":["q"]}]}
        """, Touchpoints).Faults);
}
