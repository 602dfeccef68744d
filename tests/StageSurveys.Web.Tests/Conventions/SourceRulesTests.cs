using System.Text.RegularExpressions;

namespace StageSurveys.Web.Tests.Conventions;

/// <summary>Rules of style that a machine can hold.</summary>
public sealed partial class SourceRulesTests
{
    private static readonly string[] Vague = ["Services", "Models", "Interfaces", "Helpers", "Utils", "Common", "Core"];

    [Fact]
    public void Time_comes_from_a_TimeProvider() =>
        Assert.Empty(Sources.Under("src", ".cs", ".cshtml").Where(file => ClockReading().IsMatch(file.Text)).Select(file => file.Path));

    [Theory]
    [InlineData("var now = DateTime.Now;", true)]
    [InlineData("DateTimeOffset.UtcNow.AddDays(1)", true)]
    [InlineData("time.GetUtcNow()", false)]
    public void The_clock_rule_sees_what_it_should(string text, bool seen) => Assert.Equal(seen, ClockReading().IsMatch(text));

    [Fact]
    public void No_file_has_more_than_400_lines() =>
        Assert.Empty(from file in Sources.Under("src", ".cs", ".cshtml").Concat(Sources.Under("tests", ".cs")).Concat(Sources.Under("wwwroot-assets", ".js", ".mjs", ".css"))
                     let lines = file.Text.AsSpan().Count('\n')
                     where lines > 400
                     select $"{file.Path}: {lines}");

    [Fact]
    public void No_folder_has_a_name_that_says_nothing() =>
        Assert.DoesNotContain(Sources.Under("src", ".cs").SelectMany(file => file.Path.Split('/')), part => Vague.Contains(part));

    [Fact]
    public void Nothing_is_marked_obsolete_or_hidden_in_regions() =>
        Assert.Empty(Sources.Under("src", ".cs").Where(file => file.Text.Contains("[Obsolete", StringComparison.Ordinal) || file.Text.Contains("#region", StringComparison.Ordinal)).Select(file => file.Path));

    [Fact]
    public void Views_bring_no_script_and_no_entity_bag() =>
        Assert.Empty(Sources.Under("src/StageSurveys.Web", ".cshtml")
            .Where(file => file.Text.Contains("ViewBag", StringComparison.Ordinal) || InlineHandler().IsMatch(file.Text)).Select(file => file.Path));

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b")]
    private static partial Regex ClockReading();

    [GeneratedRegex(@"<script(?![^>]*(src=|type=""application/json""))|\son(click|change|submit|input|load)=", RegexOptions.IgnoreCase)]
    private static partial Regex InlineHandler();
}
