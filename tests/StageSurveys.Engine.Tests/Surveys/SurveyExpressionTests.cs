using System.Text.Json;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Tests.Surveys;

public class SurveyExpressionTests
{
    private static object? Evaluate(string text, string answers = "{}")
    {
        Assert.True(ExpressionParser.TryParse(text, out var expression, out var column), $"{text} breaks off at {column}");
        using var document = JsonDocument.Parse(answers);
        return ExpressionEvaluator.IsTrue(expression!, AnswerScope.For(SurveyDefinition.Parse("""
            {"elements":[{"type":"text","name":"a"},{"type":"text","name":"b"},{"type":"text","name":"a b?"},{"type":"text","name":"list"}],
             "calculatedValues":[{"name":"sum","expression":"{a} + {b}"},{"name":"loop","expression":"{loop} + 1"}]}
            """), document.RootElement).Resolve);
    }

    [Theory]
    [InlineData("{a} = 1", """{"a":1}""", true)]
    [InlineData("{a} = '1'", """{"a":1}""", true)]
    [InlineData("{a} == 'Yes '", """{"a":"yes"}""", true)]
    [InlineData("{a} = yes", """{"a":"yes"}""", true)]
    [InlineData("{a} = \"it's\"", """{"a":"it's"}""", true)]
    [InlineData("{a} = true", """{"a":"true"}""", true)]
    [InlineData("{a} = false", "{}", false)]
    [InlineData("{a} <> 1", "{}", true)]
    [InlineData("{a} != 1", """{"a":1}""", false)]
    [InlineData("{a} >= 3 and {b} < 2", """{"a":3,"b":1}""", true)]
    [InlineData("{a} > 10", """{"a":"9"}""", false)]
    [InlineData("{a} < 7", "{}", false)]
    [InlineData("{a} <= 48", """{"a":48}""", true)]
    [InlineData("{a} empty", "{}", true)]
    [InlineData("{a} empty", """{"a":[]}""", true)]
    [InlineData("{a}notempty", """{"a":0}""", true)]
    [InlineData("!{a} && !({b})", "{}", true)]
    [InlineData("{a} = 1 or {a} = 2 and {b} = 3", """{"a":1}""", true)]
    [InlineData("({a} = 1 or {a} = 2) and {b} = 3", """{"a":1}""", false)]
    [InlineData("{a} = 1 || {b} = 1", """{"b":1}""", true)]
    [InlineData("{list} contains 'x'", """{"list":["x","y"]}""", true)]
    [InlineData("{list} contains ['x','z']", """{"list":["x","y"]}""", false)]
    [InlineData("{list} = ['y','x']", """{"list":["x","y"]}""", true)]
    [InlineData("{a} contains 'part'", """{"a":"a Party"}""", true)]
    [InlineData("{list} notcontains 'x'", """{"list":["x"]}""", false)]
    [InlineData("{list} notcontains 'x'", "{}", true)]
    [InlineData("{a} anyof ['partly','no']", """{"a":"no"}""", true)]
    [InlineData("{list} anyof ['z','y']", """{"list":["x","y"]}""", true)]
    [InlineData("{list} allof ['x','y']", """{"list":["x","y","z"]}""", true)]
    [InlineData("{list} noneof ['x']", """{"list":["y"]}""", true)]
    [InlineData("({a} + {b}) * 2 = 10", """{"a":2,"b":"3"}""", true)]
    [InlineData("{a} + ' ' + {b} = 'x y'", """{"a":"x","b":"y"}""", true)]
    [InlineData("{a} - 1 = 1", """{"a":2}""", true)]
    [InlineData("{a} % 2 = 1 and 2 ^ 3 = 8", """{"a":3}""", true)]
    [InlineData("iif({a} > 5, 'high', 'low') = 'high'", """{"a":6}""", true)]
    [InlineData("sum({list}) = 6", """{"list":[1,2,3]}""", true)]
    [InlineData("{a.b[1].c} = 5", """{"a":{"b":[{},{"c":5}]}}""", true)]
    [InlineData("{list.length} > 1", """{"list":[1,2]}""", true)]
    [InlineData("{a b?} = 'item1'", """{"a b?":"item1"}""", true)]
    [InlineData("{A} = 1", """{"a":1}""", true)]
    [InlineData("{sum} = 5", """{"a":2,"b":3}""", true)]
    [InlineData("{a} = undefined", "{}", true)]
    [InlineData("false", "{}", false)]
    [InlineData("no", "{}", true)]
    public void Conditions_hold_as_in_SurveyJS(string text, string answers, bool expected) => Assert.Equal(expected, Evaluate(text, answers));

    [Theory]
    [InlineData("today() > {a}")]
    [InlineData("{somethingOfThePage} = 1")]
    [InlineData("customFunc({a})")]
    [InlineData("{panel.x} = 1 or {a} = 1")]
    [InlineData("!{$a.containsErrors}")]
    [InlineData("{loop} = 1")]
    public void What_cannot_be_known_here_is_neither_true_nor_false(string text) => Assert.Null(Evaluate(text));

    [Theory]
    [InlineData("{unknown} = 1 and {a} = 1", false)]
    [InlineData("{unknown} = 1 or {a} empty", true)]
    public void An_unknown_part_does_not_matter_when_the_other_decides(string text, bool expected) => Assert.Equal(expected, Evaluate(text));

    [Theory]
    [InlineData("1col-bs+{", 1)]
    [InlineData("{a} =", 5)]
    [InlineData("{a} = 'open", 7)]
    [InlineData("({a} = 1", 9)]
    [InlineData("{a} {b}", 5)]
    [InlineData("Math.abs(1)", 5)]
    [InlineData("// a comment", 1)]
    [InlineData("", 1)]
    [InlineData("{}", 1)]
    [InlineData("f(1,", 5)]
    public void Text_that_is_no_expression_is_refused_near_where_it_breaks(string text, int column)
    {
        Assert.False(ExpressionParser.TryParse(text, out _, out var at));
        Assert.InRange(at, 1, text.Length + 1);
        Assert.True(Math.Abs(at - column) <= 2, $"{text}: {at}");
    }

    [Fact]
    public void Deep_nesting_is_refused_instead_of_ending_the_process()
    {
        Assert.False(ExpressionParser.TryParse(new string('(', 100_000) + "1" + new string(')', 100_000), out _, out _));
        Assert.False(ExpressionParser.TryParse(new string('!', 100_000) + "1", out _, out _));
        Assert.False(ExpressionParser.TryParse(new string('[', 100_000), out _, out _));
    }

    [Fact]
    public void Expressions_are_taken_and_refused_as_SurveyJS_does()
    {
        var known = new List<(string Text, bool Parses)>
        {
            ("{a} = 'y'", true), ("!({a})", true), ("{a}=true and {b}", true), ("{a} ='n'", true), ("{a} contains [\"x\"]", true),
            ("{a-b} = 4", true), ("False", true), ("today(10)", true), ("{Planned or Unplanned?} = 'item2'", true),
            ("2col-bs+{", false), ("function f {", false), ("Math.abs(1)", false),
        };
        if (OwnDefinitions.CorpusFolder() is { } corpus)
        {
            using var listed = JsonDocument.Parse(File.ReadAllText(Path.Combine(corpus, "expressions.json")));
            foreach (var item in listed.RootElement.EnumerateArray())
                known.Add((item.GetProperty("expression").GetString()!, item.GetProperty("parses_in_survey_core").GetBoolean()));
        }

        Assert.DoesNotContain(known, item => ExpressionParser.TryParse(item.Text, out _, out _) != item.Parses);
    }
}
