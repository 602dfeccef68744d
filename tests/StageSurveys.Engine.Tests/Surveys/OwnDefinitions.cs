namespace StageSurveys.Engine.Tests.Surveys;

/// <summary>Definitions written for these tests: each spells something differently.</summary>
public static class OwnDefinitions
{
    public static readonly IReadOnlyList<string> All =
    [
        """{"pages":[{"name":"p","elements":[{"type":"text","name":"a"}]}]}""",
        """{"elements":[{"type":"text","name":"a"},{"type":"panel","name":"p","elements":[{"type":"comment","name":"b"}]}]}""",
        """{ "questions" : [ { "type":"rating", "name":"a", "rateValues":[1,2,{"value":3,"text":"three"}] } ] }""",
        "{\n\t\"pages\": [\n\t\t{ \"questions\": [ { \"type\": \"dropdown\", \"name\": \"a\", \"choices\": [\"x|The X\", 2, true] } ] }\n\t]\n}\n",
        """{"unknownRoot":{"deep":[1,2,{"x":null}]},"elements":[{"type":"somethingelse","name":"a","odd":1e2,"other":1.50}]}""",
        """{"elements":[{"type":"matrixdynamic","name":"m","cellType":"text","columns":[{"name":"c1"},{"name":"c2","cellType":"dropdown","choices":["é","\u00e9"]}]}]}""",
        """{"elements":[{"type":"paneldynamic","name":"d","templateElements":[{"type":"text","name":"x"},{"type":"panel","elements":[{"type":"text","name":"y"}]}]}]}""",
        """{"elements":[{"type":"multipletext","name":"t","items":[{"name":"i1"},"i2"]}],"title":{"default":"T","fr":"T fr"}}""",
        """{"elements":[{"type":"matrix","name":"m","columns":["a","b"],"rows":[{"value":1,"text":"One"},2]}]}""",
        "\uFEFF{\"elements\":[{\"type\":\"html\",\"name\":\"h\",\"html\":\"<b>bold<\\/b>\"}]}",
        """{"a":1,"a":2,"pages":[]}""",
        "{}",
        "\r\n { \"elements\" : [ ] , \"calculatedValues\":[{\"name\":\"v\",\"expression\":\"{a} + 1\"}] }\r\n",
    ];

    /// <summary>The folder of found definitions beside the repository, when it is there.</summary>
    public static string? CorpusFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var corpus = Path.Combine(folder.FullName, "shared", "data", "surveyjs_corpus");
            if (Directory.Exists(corpus))
                return corpus;
        }
        return null;
    }
}
