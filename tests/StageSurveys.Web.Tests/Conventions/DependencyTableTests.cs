using System.Text.RegularExpressions;

namespace StageSurveys.Web.Tests.Conventions;

/// <summary>A feature of the engine may use only those before it; the table stands in src/README.md.</summary>
public sealed partial class DependencyTableTests
{
    private static readonly string[][] Table =
    [
        ["Journeys"], ["Customers"], ["Accounts"], ["Personas"], ["Profiles"], ["Surveys"], ["Touchpoints"], ["Invitations"], ["Responses"], ["Scores"], ["Maps"], ["Portfolio"], ["Programmes"], ["FollowUps"],
        ["Imports"], ["Demo"],
    ];

    // What every feature may use, and what may use every feature.
    private static readonly string[] Ground = ["Mail", "Messaging"];
    private static readonly string[] Roof = ["Data"];

    [Fact]
    public void A_feature_uses_only_features_before_it()
    {
        var files = Sources.Under("src/StageSurveys.Engine", ".cs").ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => Breaches(file.Path, file.Text)));
    }

    [Fact]
    public void Every_folder_of_the_engine_stands_in_the_table()
    {
        var known = Table.SelectMany(row => row).Concat(Ground).Concat(Roof);
        var folders = Directory.GetDirectories(Path.Combine(Sources.Root, "src/StageSurveys.Engine")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));

        Assert.Empty(folders.Except(known));
    }

    [Theory]
    [InlineData("Customers/X.cs", "using StageSurveys.Engine.Personas;", 1)]
    [InlineData("Scores/X.cs", "var x = StageSurveys.Engine.Maps.Y;", 1)]
    [InlineData("Mail/X.cs", "using StageSurveys.Engine.Surveys;", 1)]
    [InlineData("Maps/X.cs", "using StageSurveys.Engine.Scores;", 0)]
    public void The_rule_sees_what_it_should(string path, string text, int breaches) => Assert.Equal(breaches, Breaches("src/StageSurveys.Engine/" + path, text).Count());

    [Fact]
    public void Projects_point_only_downwards()
    {
        Dictionary<string, string[]> allowed = new()
        {
            ["Scoring"] = [],
            ["Contracts"] = [],
            ["Engine"] = ["Scoring", "Contracts"],
            ["Web"] = ["Engine"],
            ["Worker"] = ["Engine"],
        };
        foreach (var (name, may) in allowed)
        {
            var text = File.ReadAllText(Path.Combine(Sources.Root, $"src/StageSurveys.{name}/StageSurveys.{name}.csproj"));
            Assert.Equal(may.Order(), ProjectReference().Matches(text).Select(match => match.Groups[1].Value).Order());
        }

        Assert.DoesNotContain("Microsoft.AspNetCore", File.ReadAllText(Path.Combine(Sources.Root, "src/StageSurveys.Engine/StageSurveys.Engine.csproj")));
    }

    [Fact]
    public void Only_messaging_names_the_broker() =>
        Assert.Empty(Sources.Under("src", ".cs").Where(file => !file.Path.Contains("/Messaging/") && (file.Text.Contains("using RabbitMQ", StringComparison.Ordinal) || file.Text.Contains("IRabbitMq", StringComparison.Ordinal) || file.Text.Contains("UsingRabbitMq", StringComparison.Ordinal))).Select(file => file.Path));

    private static IEnumerable<string> Breaches(string path, string text)
    {
        var from = path["src/StageSurveys.Engine/".Length..].Split('/') is [var folder, _, ..] ? folder : "";
        if (from.Length == 0 || Roof.Contains(from)) return [];
        var rank = Rank(from);
        return Use().Matches(text).Select(match => match.Groups[1].Value).Distinct()
            .Where(to => to != from && !Ground.Contains(to) && !Roof.Contains(to) && Rank(to) is var other && other >= 0 && other >= rank)
            .Select(to => $"{path} uses {to}");
    }

    private static int Rank(string feature) => Array.FindIndex(Table, row => row.Contains(feature));

    [GeneratedRegex(@"StageSurveys\.Engine\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex Use();

    [GeneratedRegex(@"StageSurveys\.(\w+)\.csproj")]
    private static partial Regex ProjectReference();
}
