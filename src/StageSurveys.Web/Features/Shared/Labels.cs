namespace StageSurveys.Web.Features.Shared;

/// <summary>What things are called where they stand in one list.</summary>
public static class Labels
{
    /// <summary>By key of the thing: its label in the first of the ways in which it is like no other. The last way tells all apart.</summary>
    public static IReadOnlyDictionary<string, string> Of<T>(IReadOnlyList<T> all, Func<T, string> key, params IReadOnlyList<Func<T, string>> ways)
    {
        Dictionary<string, string> labels = [];
        foreach (var way in ways)
            foreach (var one in all.Where(x => !labels.ContainsKey(key(x))).GroupBy(way).Where(x => x.Count() == 1 && !labels.ContainsValue(x.Key)).ToArray())
                labels[key(one.Single())] = one.Key;
        return labels;
    }
}
