using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StageSurveys.Web.Tests.Conventions;

/// <summary>French is complete: the English text is the key, so a key without a French text is an English sentence on a French screen.</summary>
public sealed partial class FrenchTests
{
    [Fact]
    public void Every_text_of_a_screen_is_there_in_French()
    {
        var shared = Keys("Shared");
        List<string> missing = [];
        foreach (var folder in Directory.GetDirectories(Path.Combine(Sources.Root, "src/StageSurveys.Web/Features")))
        {
            var own = Keys(Path.GetFileName(folder));
            foreach (var (path, text) in Sources.Under(folder, ".cs", ".cshtml"))
            {
                missing.AddRange(Use().Matches(text).Select(match => (Owner: match.Groups[1].Value, Key: Unescape(match.Groups[2].Value)))
                    .Where(use => !(use.Owner == "S" ? shared : own).Contains(use.Key) && !(use.Owner != "S" && shared.Contains(use.Key) && path.Contains("/Shared/")))
                    .Select(use => $"{path}: {use.Owner}[\"{use.Key}\"]"));
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_reason_of_the_engine_is_there_in_French()
    {
        var known = Resources().SelectMany(file => file.Texts.Keys).ToHashSet();
        var missing = from file in Sources.Under("src/StageSurveys.Engine", ".cs")
                      where !file.Path.EndsWith("/Fault.cs", StringComparison.Ordinal)
                      from Match match in Reason().Matches(file.Text)
                      let key = Unescape(match.Groups[1].Value)
                      where !known.Contains(key)
                      select $"{file.Path}: {key}";

        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void A_French_text_fills_the_same_holes_as_its_key() =>
        Assert.Empty(from file in Resources()
                     from text in file.Texts
                     where !Holes(text.Key).SetEquals(Holes(text.Value)) || text.Value.Trim().Length == 0
                     select $"{file.Path}: {text.Key} → {text.Value}");

    [Fact]
    public void No_key_stands_twice_in_a_file() =>
        Assert.Empty(from path in Directory.GetFiles(Path.Combine(Sources.Root, "src/StageSurveys.Web/Features"), "*.fr.resx", SearchOption.AllDirectories)
                     from twice in XDocument.Load(path).Root!.Elements("data").GroupBy(data => data.Attribute("name")!.Value).Where(same => same.Count() > 1)
                     select $"{Path.GetFileName(path)}: {twice.Key}");

    [Fact]
    public void French_punctuation_has_its_unbreakable_space() =>
        Assert.Empty(from file in Resources()
                     from text in file.Texts
                     where BareMark().IsMatch(text.Value)
                     select $"{file.Path}: {text.Value}");

    private static HashSet<string> Keys(string? feature)
    {
        var path = Path.Combine(Sources.Root, "src/StageSurveys.Web/Features", feature ?? "");
        return [.. Directory.GetFiles(path, "*.fr.resx").SelectMany(file => Read(file).Keys)];
    }

    private static IEnumerable<(string Path, Dictionary<string, string> Texts)> Resources() =>
        Directory.GetFiles(Path.Combine(Sources.Root, "src/StageSurveys.Web"), "*.fr.resx", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/")).Select(path => (Path.GetFileName(path), Read(path)));

    private static Dictionary<string, string> Read(string path) =>
        XDocument.Load(path).Root!.Elements("data").GroupBy(data => data.Attribute("name")!.Value).ToDictionary(group => group.Key, group => group.First().Element("value")!.Value);

    private static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(match => match.Groups[1].Value)];

    private static string Unescape(string literal) => literal.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<![\w.])(T|S|texts)\[""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Use();

    [GeneratedRegex(@"new Fault\([^,""]*(?:""[^""]*"")?[^,""]*,\s*""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\{(\d)[^}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"[\p{L}\d»)] ?[?!;:»](?=\s|$)(?<![\u00A0\u202F].)|« (?=\S)")]
    private static partial Regex BareMark();
}
