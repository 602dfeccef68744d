namespace StageSurveys.Engine.Demo;

/// <summary>What the invented customers write: a sentence of the texts in <see cref="DemoTexts"/>, often with an afterthought.</summary>
internal static class DemoVerbatims
{
    public static string Write(DemoRandom random, DemoFeeling feeling, string? problem)
    {
        var texts = feeling.Language == "fr" ? DemoTexts.French : DemoTexts.English;
        var tone = feeling.Mood < 2.9 ? "bad" : feeling.Mood > 3.7 ? "good" : "mixed";
        var core = random.Pick(Find(texts, feeling, problem, tone));
        var after = random.Chance(0.45) ? "" : random.Pick(texts[tone == "good" ? "+good" : tone == "bad" ? "+bad" : "+mixed"]);
        return after.Length == 0 ? core : $"{core} {after}";
    }

    /// <summary>The best fitting texts there are: of the problem, of touchpoint and tone, of the survey and tone, of the tone.</summary>
    private static string[] Find(Dictionary<string, string[]> texts, DemoFeeling feeling, string? problem, string tone)
    {
        string?[] keys =
        [
            problem is null ? null : $"{feeling.Survey}/{problem}", $"{feeling.Touchpoint}/{tone}", tone == "mixed" ? $"{feeling.Touchpoint}/bad" : null,
            $"{feeling.Survey}/{tone}", tone,
        ];
        // A problem of the short survey says little by itself; where the touchpoint has words of its own they say more.
        if (feeling.Survey == DemoSurveys.Moment) (keys[0], keys[1]) = (problem is null ? keys[1] : $"{feeling.Touchpoint}/bad", keys[0]);
        return keys.OfType<string>().Where(texts.ContainsKey).Select(x => texts[x]).First();
    }
}
