using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StageSurveys.Testing;
using Xunit.Abstractions;

namespace StageSurveys.EndToEnd.Tests.Hosting;

/// <summary>The command of the README in a fresh copy, with nothing set and nothing built.</summary>
public sealed class ReadmeCommandTests(FreshCopy copy, ITestOutputHelper print) : IClassFixture<FreshCopy>
{
    [Fact]
    public void One_command_brings_the_first_page_and_a_sign_in_that_works()
    {
        print.WriteLine($"first page after {copy.First.ToFirstPage.TotalSeconds:0} s");
        Assert.Equal(200, copy.First.SignInStatus);
        Assert.True(copy.First.ToFirstPage < Patience.Seconds(90), $"The first page took {copy.First.ToFirstPage.TotalSeconds:0} s.");
    }

    [Fact]
    public void A_first_start_warns_of_nothing() =>
        Assert.DoesNotContain(copy.First.Output.Split('\n'), line => line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal));

    [Fact]
    public void Ctrl_C_stops_the_application_and_its_database()
    {
        Assert.Equal(0, copy.First.ExitCode);
        Assert.True(copy.First.DatabaseStopped, "PostgreSQL was left running.");
    }

    [Fact]
    public void Without_Node_one_clear_line_says_what_is_missing()
    {
        Assert.True(copy.WithoutNode.ExitCode == 1 && copy.WithoutNode.Output.Contains("Node 20 or newer with npm is needed", StringComparison.Ordinal), copy.WithoutNode.Output);
    }

    [Fact]
    public async Task A_later_start_serves_and_stops_clean()
    {
        var again = await copy.StartAndStopAsync();

        print.WriteLine($"first page after {again.ToFirstPage.TotalSeconds:0.0} s");
        Assert.Equal((200, 0, true), (again.SignInStatus, again.ExitCode, again.DatabaseStopped));
    }

    [Fact]
    public void The_second_start_has_nothing_to_build() => Assert.True(copy.NextBuildWasSkipped, "What the first build wrote itself was taken for a change.");

    [Fact]
    public async Task A_build_is_skipped_only_where_nothing_changed()
    {
        var before = copy.BuiltAt();
        await copy.BuildAsync();
        Assert.Equal(before, copy.BuiltAt());

        copy.ChangeASource();
        await copy.BuildAsync();
        Assert.NotEqual(before, copy.BuiltAt());
    }

    [Fact]
    public async Task After_a_kill_the_next_start_goes_on_with_the_same_data()
    {
        var port = FreePort.Next();
        using var visitor = new Visitor(port);
        await using (var killed = copy.RunBuilt(port))
        {
            await killed.SaysAsync("Sign in with", Patience.Seconds(60));
            using var application = Process.GetProcessById(FreshCopy.ApplicationOf(killed));
            application.Kill();
            await killed.EndsAsync(Patience.Seconds(20));
        }

        await using var next = copy.RunBuilt(port);
        await next.SaysAsync("Sign in with", Patience.Seconds(60));
        Assert.Equal(200, await visitor.SignInAsync(next.Output));
        next.Signal(ChildProcess.Interrupt, group: true);
        Assert.Equal(0, await next.EndsAsync(Patience.Seconds(30)));
        Assert.False(copy.DatabaseRuns(), "PostgreSQL was left running.");
    }

    [Fact]
    public async Task A_taken_port_gives_one_clear_line()
    {
        var port = FreePort.Next();
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        await using var run = copy.RunBuilt(port);

        Assert.Equal(1, await run.EndsAsync(Patience.Seconds(60)));
        Assert.Contains($"{port}", OnlyLine(run.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.False(copy.DatabaseRuns(), "PostgreSQL was left running.");
    }

    [Theory]
    [InlineData("Bus__Transport", "Smoke")]
    [InlineData("Workers__InProcess", "perhaps")]
    [InlineData("Demo__Load", "maybe")]
    [InlineData("Site__PublicUrl", "nowhere")]
    public async Task A_setting_that_cannot_be_read_gives_one_clear_line(string name, string value)
    {
        await using var run = copy.RunBuilt(FreePort.Next(), (name, value));

        Assert.Equal(1, await run.EndsAsync(Patience.Seconds(60)));
        Assert.Contains(name.Replace("__", ":", StringComparison.Ordinal), OnlyLine(run.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_gives_one_clear_line()
    {
        // Not even root can make a folder there.
        await using var run = copy.RunBuilt(FreePort.Next(), ("Embedded__DataFolder", "/proc/stage-surveys"));

        Assert.Equal(1, await run.EndsAsync(Patience.Seconds(60)));
        Assert.Contains("/proc/stage-surveys", OnlyLine(run.Errors), StringComparison.Ordinal);
    }

    private static string OnlyLine(string text) => Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
