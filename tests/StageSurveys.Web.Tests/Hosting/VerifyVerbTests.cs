using StageSurveys.Testing;
using StageSurveys.Web.Tests.Maps;

namespace StageSurveys.Web.Tests.Hosting;

/// <summary>"verify" as an operator runs it: a process of its own, its text and its exit code.</summary>
public sealed class VerifyVerbTests
{
    [Fact]
    public async Task What_was_scored_differs_in_nothing_until_a_row_is_tampered_with()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await BoardAnswers.StoreAsync(office);

        var (code, said) = await VerifyAsync(office);
        Assert.True(code == 0, said);
        Assert.Contains("cell_days", said, StringComparison.Ordinal);
        Assert.EndsWith(": no difference.", said.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain(": 0 roll-ups", said, StringComparison.Ordinal);

        await office.RunAsync(
            """
            UPDATE cell_days c SET n = n + 1 FROM touchpoints t, personas p
            WHERE t.id = c.touchpoint_id AND t.key = 'delivery' AND p.id = c.persona_id AND p.key = 'others' AND dimension = 'emotion' AND latest AND day = (SELECT max(day) FROM cell_days)
            """);
        var delivery = await office.OneAsync<Guid>("SELECT id FROM touchpoints WHERE key = 'delivery'");
        (code, said) = await VerifyAsync(office);
        Assert.True(code == 1, said);
        Assert.Contains($"  cell_days: touchpoint {delivery}", said, StringComparison.Ordinal);
        Assert.Contains("emotion (30-day rule)", said, StringComparison.Ordinal);
        Assert.Contains("stored 16, counted 15", said, StringComparison.Ordinal);
        Assert.Matches(@"[1-9][0-9]* differ\.$", said.TrimEnd());
    }

    [Fact]
    public async Task What_is_not_understood_is_refused_before_anything_is_opened()
    {
        await using var process = Start("everything");
        Assert.Equal(1, await process.EndsAsync(Patience.Seconds(60)));
        Assert.Equal("\"everything\" is not understood. Usage: verify", process.Errors.Trim());
    }

    private static async Task<(int Code, string Said)> VerifyAsync(BackOffice office)
    {
        await using var process = Start($"--ConnectionStrings:StageSurveys={office.Database}");
        var code = await process.EndsAsync(Patience.Seconds(120));
        return (code, process.Output);
    }

    private static ChildProcess Start(string argument) => ChildProcess.Start(
        "dotnet", [Built.Program("StageSurveys.Web"), "verify", argument], Built.Folder("StageSurveys.Web"), [("ASPNETCORE_ENVIRONMENT", "Production")]);
}
