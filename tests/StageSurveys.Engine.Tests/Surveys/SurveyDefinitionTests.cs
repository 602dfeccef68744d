using System.Text;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Tests.Surveys;

public class SurveyDefinitionTests
{
    [Fact]
    public void Every_definition_comes_out_byte_for_byte_as_it_went_in()
    {
        var given = OwnDefinitions.All.Select(Encoding.UTF8.GetBytes).ToList();
        if (OwnDefinitions.CorpusFolder() is { } corpus)
        {
            var found = Directory.EnumerateFiles(corpus, "*.json", SearchOption.AllDirectories)
                .Where(file => Path.GetDirectoryName(file) != corpus)
                .Select(File.ReadAllBytes)
                .ToList();
            Assert.NotEmpty(found);
            given.AddRange(found);
        }
        foreach (var bytes in given)
        {
            var definition = SurveyDefinition.Parse(Encoding.UTF8.GetString(bytes));

            Assert.Equal(bytes, Encoding.UTF8.GetBytes(definition.Text));
            // Whatever a definition holds, the check on publish can look at it.
            PublishCheck.Run(definition, new HashSet<string>());
        }
    }

    [Theory]
    [InlineData("""{"pages":[{"name":"one","elements":[{"type":"text","name":"a"}]},{"name":"two","questions":[{"type":"text","name":"b"}]}]}""", "one:a two:b")]
    [InlineData("""{"elements":[{"type":"text","name":"a"},{"type":"text","name":"b"}]}""", "page1:a page1:b")]
    [InlineData("""{"questions":[{"type":"text","name":"a"},{"type":"panel","elements":[{"type":"text","name":"b"}]},{"type":"text","name":"c"}]}""", "page1:a page1:b page1:c")]
    [InlineData("""{"pages":[{"elements":[{"type":"paneldynamic","name":"d","templateElements":[{"type":"text","name":"inner"}]}]}]}""", "page1:d")]
    public void Questions_are_listed_in_order_whatever_the_spelling(string text, string expected)
    {
        var definition = SurveyDefinition.Parse(text);

        Assert.Equal(expected, string.Join(' ', definition.Questions.Select(question => $"{question.Page}:{question.Name}")));
    }

    [Fact]
    public void Texts_are_read_in_both_languages()
    {
        var question = Assert.Single(SurveyDefinition.Parse("""
            {"elements":[{"type":"radiogroup","name":"a","title":{"default":"Which?","fr":"Lequel ?"},
              "choices":[{"value":1,"text":{"default":"One","fr":"Un"}},"b|Bee",{"value":"c"}]}]}
            """).Questions);

        Assert.Equal("Which?", question.Title.In("en"));
        Assert.Equal("Lequel ?", question.Title.In("fr"));
        Assert.Equal("Which?", question.Title.In("de"));
        Assert.False(question.Title.Has("de"));
        Assert.Equal(["1", "b", "c"], question.Choices.Select(choice => choice.Value));
        Assert.Equal("Un", question.Choices[0].Text.In("fr"));
        Assert.Equal("Bee", question.Choices[1].Text.In("fr"));
    }

    [Fact]
    public void What_a_question_measures_is_read_from_its_own_properties()
    {
        var definition = SurveyDefinition.Parse("""
            {"elements":[
              {"type":"rating","name":"a","measure":"ces","cesTurned":true,"measureTouchpoint":"support","isRequired":true},
              {"type":"emotionpicker","name":"b"},
              {"type":"problemlist","name":"c","problems":[{"value":"late","text":"Late"}]},
              {"type":"comment","name":"d"}]}
            """);

        Assert.Equal(["ces", "emotion", "problems", null], definition.Questions.Select(question => question.Measure));
        Assert.Equal(("support", true, true), (definition.Questions[0].MeasureTouchpoint, definition.Questions[0].CesTurned, definition.Questions[0].Required));
        Assert.Equal(EmotionWords.All, definition.Questions[1].Choices.Select(choice => choice.Value));
        Assert.Equal("late", Assert.Single(definition.Questions[2].Choices).Value);
    }

    [Theory]
    [InlineData("""{"type":"rating","name":"a"}""", "1 2 3 4 5")]
    [InlineData("""{"type":"rating","name":"a","rateMin":0,"rateMax":10}""", "0 1 2 3 4 5 6 7 8 9 10")]
    [InlineData("""{"type":"rating","name":"a","rateCount":3,"rateMin":2}""", "2 3 4")]
    [InlineData("""{"type":"rating","name":"a","rateMax":10,"rateStep":3}""", "1 4 7 10")]
    [InlineData("""{"type":"rating","name":"a","rateValues":["low",{"value":2,"text":"high"}]}""", "low 2")]
    [InlineData("""{"type":"rating","name":"a","rateMin":0,"rateMax":1e9}""", null)]
    public void The_values_of_a_rating_follow_from_its_bounds(string question, string? expected)
    {
        var read = SurveyDefinition.Parse($$"""{"elements":[{{question}}]}""").Questions[0].Choices;

        if (expected is null)
            Assert.True(read.Count <= 100);
        else
            Assert.Equal(expected, string.Join(' ', read.Select(choice => choice.Value)));
    }

    [Fact]
    public void Parts_of_tables_and_repeated_panels_are_questions_of_their_own()
    {
        var definition = SurveyDefinition.Parse("""
            {"elements":[
              {"type":"matrixdropdown","name":"m","rows":["r1","r2"],"choices":["x","y"],"columns":[{"name":"c1"},{"name":"c2","cellType":"text"}]},
              {"type":"matrix","name":"s","rows":["r"],"columns":[1,2]},
              {"type":"paneldynamic","name":"d","templateElements":[{"type":"panel","elements":[{"type":"text","name":"p1","valueName":"shared"}]}]},
              {"type":"multipletext","name":"t","items":[{"name":"i1"},{"name":"i2"}]}]}
            """);

        Assert.Equal(["m", "c1", "c2", "s", "d", "p1", "t", "i1", "i2"], definition.AllQuestions.Select(question => question.Name));
        var table = definition.Questions[0];
        Assert.Equal(["r1", "r2"], table.Rows.Select(row => row.Value));
        Assert.Equal(["dropdown", "text"], table.Nested.Select(cell => cell.Type));
        Assert.Equal(["x", "y"], table.Nested[0].Choices.Select(choice => choice.Value));
        Assert.Equal(["1", "2"], definition.Questions[1].Columns.Select(column => column.Value));
        Assert.Equal("shared", definition.Questions[2].Nested[0].Key);
        Assert.All(definition.AllQuestions.Except(definition.Questions), nested => Assert.True(nested.Repeated));
    }

    [Fact]
    public void The_conditions_of_panels_and_pages_hold_for_the_questions_inside()
    {
        var definition = SurveyDefinition.Parse("""
            {"pages":[{"name":"p","visibleIf":"{a} = 1","elements":[
              {"type":"panel","visibleIf":"{b} = 2","elements":[{"type":"text","name":"x","visibleIf":"{c} = 3"}]},
              {"type":"panel","visible":false,"elements":[{"type":"text","name":"y"}]}]}]}
            """);

        Assert.Equal(["{a} = 1", "{b} = 2", "{c} = 3"], definition.Questions[0].VisibleWhen.Select(condition => condition.Text));
        Assert.False(definition.Questions[0].Hidden);
        Assert.True(definition.Questions[1].Hidden);
    }

    [Theory]
    [InlineData("{\"a\": 1,\n  \"é\": ,\n}", 2, 8)]
    [InlineData("{", 1, 2)]
    [InlineData("", 1, 1)]
    public void Broken_text_is_refused_with_its_line_and_column(string text, int line, int column)
    {
        Assert.False(SurveyDefinition.TryParse(text, out _, out var fault));
        Assert.Equal((long)line, Convert.ToInt64(fault!.Args[0]));
        Assert.Equal((long)column, Convert.ToInt64(fault.Args[1]));
    }

    [Fact]
    public void A_list_is_no_definition() => Assert.False(SurveyDefinition.TryParse("[]", out _, out _));

    [Theory]
    [InlineData("""{"pages":1,"elements":"x","calculatedValues":{},"triggers":3,"title":7}""")]
    [InlineData("""{"pages":[1,null,{"elements":[null,3,{"type":5,"name":[]}]}]}""")]
    [InlineData("""{"elements":[{"type":"rating","name":"a","rateValues":{},"rateMin":"x"},{"type":"matrix","name":"b","rows":[null,{}],"columns":5}]}""")]
    public void Odd_shapes_are_read_as_far_as_they_make_sense(string text) => SurveyDefinition.Parse(text);
}
