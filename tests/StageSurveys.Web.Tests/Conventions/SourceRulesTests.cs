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

    [Fact]
    public void Every_head_of_a_table_says_what_it_heads() =>
        Assert.Empty(from file in Sources.Under("src", ".cshtml", ".cs").Concat(Sources.Under("wwwroot-assets/src", ".js"))
                     from Match head in HeadWithoutScope().Matches(file.Text)
                     select $"{file.Path}: {head.Value}");

    [Theory]
    [InlineData("<thead><tr><th>@T[\"Name\"]</th>", true)]
    [InlineData("<th class=\"text-end\">", true)]
    [InlineData("<th class=\"lane\" scope=\"row\">", false)]
    [InlineData("<thead>", false)]
    public void The_rule_of_heads_sees_what_it_should(string text, bool seen) => Assert.Equal(seen, HeadWithoutScope().IsMatch(text));

    [Fact]
    public void Only_one_place_writes_a_day_with_its_month_in_letters() =>
        Assert.Equal(["src/StageSurveys.Engine/Dates.cs"], Sources.Under("src", ".cs", ".cshtml").Where(file => DayAndMonth().IsMatch(file.Text)).Select(file => file.Path));

    [Fact]
    public void Nobody_is_named_by_what_they_sign_in_with() =>
        Assert.Empty(Sources.Under("src/StageSurveys.Web/Features", ".cs", ".cshtml").Where(file => SignInName().IsMatch(file.Text)).Select(file => file.Path));

    [GeneratedRegex(@"<th(?=[\s>])(?![^>]*\sscope=)[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex HeadWithoutScope();

    [GeneratedRegex(@"\bd MMM|ToString\(""[DfFmM]""")]
    private static partial Regex DayAndMonth();

    [GeneratedRegex(@"Identity[?!]?\.Name")]
    private static partial Regex SignInName();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b")]
    private static partial Regex ClockReading();

    [GeneratedRegex(@"<script(?![^>]*(src=|type=""application/json""))|\son(click|change|submit|input|load)=", RegexOptions.IgnoreCase)]
    private static partial Regex InlineHandler();
}
