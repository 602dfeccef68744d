using System.Text.Json;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Tests.Surveys;

public sealed class FirstScoreTests
{
    [Theory]
    [InlineData("""{"type":"rating","name":"q","measure":"nps","rateMin":0,"rateMax":10}""", 11, 11, "10")]
    [InlineData("""{"type":"rating","name":"q","measure":"face","rateType":"smileys"}""", 5, 1, "1")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","rateValues":[1,2,{"value":3,"text":"Fine"}]}""", 3, 3, "3")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"goal","choices":["yes","partly","no"]}""", 3, 2, "\"partly\"")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"csat","choices":[{"value":1,"text":"Bad"},{"value":2,"text":"Good"}]}""", 2, 2, "2")]
    public void A_survey_that_begins_with_a_score_offers_its_values_as_SurveyJS_stores_them(string question, int cells, int place, string value)
    {
        var first = FirstScore.Of(Survey(question))!;

        Assert.Equal(cells, first.Cells.Count);
        Assert.Equal(value, first.At(place)!.Value.GetRawText());
        Assert.Null(first.At(0));
        Assert.Null(first.At(cells + 1));
        var answer = JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["q"] = first.At(place)!.Value });
        Assert.Empty(AnswerCheck.Run(Survey(question), answer, complete: true).Faults);
    }

    [Theory]
    [InlineData("""{"type":"comment","name":"q","measure":"verbatim"}""")]
    [InlineData("""{"type":"rating","name":"q"}""")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","rateMax":20}""")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","visibleIf":"{x} = 1"}""")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","readOnly":true}""")]
    [InlineData("""{"type":"rating","name":"q","measure":"csat","title":"How was it, {who}?"}""")]
    [InlineData("""{"type":"radiogroup","name":"q","measure":"goal","choicesByUrl":{"url":"https://example.org"}}""")]
    public void A_survey_that_begins_otherwise_offers_nothing(string question) => Assert.Null(FirstScore.Of(Survey(question)));

    [Fact]
    public void A_picture_before_the_first_question_is_no_question() =>
        Assert.NotNull(FirstScore.Of(Survey("""{"type":"html","name":"h","html":"x"},{"type":"rating","name":"q","measure":"nps","rateMin":0,"rateMax":10}""")));

    private static SurveyDefinition Survey(string questions) => SurveyDefinition.Parse($$"""{"elements":[{{questions}}]}""");
}
