using System.Diagnostics;
using System.Globalization;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Hosting;

/// <summary>What a start was like for the person at the terminal.</summary>
public sealed record Start(TimeSpan ToFirstPage, string Output, int SignInStatus, int ExitCode, bool DatabaseStopped);

/// <summary>
/// The repository's files as somebody who cloned it has them, in a folder of its own, and what its very first starts were like: without Node, then with
/// everything. Building takes minutes on a small machine, so it is done once.
/// </summary>
public sealed class FreshCopy : IAsyncLifetime
{
    // Nothing of a build may stay behind the tests.
    private static readonly (string, string)[] Quiet =
        [("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("DOTNET_NOLOGO", "1")];

    private readonly TestFolder folder = new();

    /// <summary>The first start, stopped by Ctrl+C.</summary>
    public Start First { get; private set; } = null!;

    /// <summary>What a start without Node on the PATH printed, and its exit code.</summary>
    public (string Output, int ExitCode) WithoutNode { get; private set; }

    /// <summary>Whether the build after the first start found that nothing had changed.</summary>
    public bool NextBuildWasSkipped { get; private set; }

    private string Data => Path.Combine(folder.Path, ".data");

    public async Task InitializeAsync()
    {
        await CopyAsync();
        await using (var blind = Run(FreePort.Next(), ("PATH", PathWithoutNode())))
        {
            var code = await blind.EndsAsync(Patience.Seconds(300));
            WithoutNode = (blind.Output, code);
        }
        First = await StartAndStopAsync();
        var stamped = StampedAt();
        await BuildAsync();
        NextBuildWasSkipped = StampedAt() == stamped;
    }

    /// <summary>The command of the README on a port of its own; further settings come in by the environment.</summary>
    public ChildProcess Run(int port, params (string Name, string Value)[] environment) => Command([], port, environment);

    /// <summary>The same without looking whether there is something to build.</summary>
    public ChildProcess RunBuilt(int port, params (string Name, string Value)[] environment) => Command(["--no-build"], port, environment);

    /// <summary>When the application's folder got its copy of a library that it is built from.</summary>
    public DateTime BuiltAt() =>
        File.GetLastWriteTimeUtc(Path.Combine(folder.Path, "src", "StageSurveys.Web", "bin", "Debug", "net10.0", "StageSurveys.Contracts.dll"));

    /// <summary>The mark of the last build that was not skipped.</summary>
    private DateTime StampedAt() => File.GetLastWriteTimeUtc(Path.Combine(folder.Path, "src", "StageSurveys.Web", "obj", "Debug", "built.stamp"));

    /// <summary>A new line in a source of that library.</summary>
    public void ChangeASource() => File.AppendAllText(Path.Combine(folder.Path, "src", "StageSurveys.Contracts", "Messages.cs"), "// changed\n");

    /// <summary>What <c>dotnet run</c> does before it runs.</summary>
    public async Task BuildAsync()
    {
        await using var build = ChildProcess.Start("dotnet", ["build", "src/StageSurveys.Web", "--nologo", "-v", "q"], folder.Path, Quiet);
        Assert.True(await build.EndsAsync(Patience.Seconds(300)) == 0, build.Output);
    }

    /// <summary>Starts, looks at the first page, signs in with what was printed, presses Ctrl+C.</summary>
    public async Task<Start> StartAndStopAsync()
    {
        var port = FreePort.Next();
        var watch = Stopwatch.StartNew();
        await using var run = Run(port);
        using var visitor = new Visitor(port);
        await run.BecomesAsync(visitor.SeesAPageAsync, "show a page", Patience.Seconds(300));
        var toFirstPage = watch.Elapsed;
        await run.SaysAsync("Sign in with", Patience.Seconds(10));
        var signIn = await visitor.SignInAsync(run.Output);
        run.Signal(ChildProcess.Interrupt, group: true);
        var code = await run.EndsAsync(Patience.Seconds(30));
        return new Start(toFirstPage, run.Output, signIn, code, !DatabaseRuns());
    }

    /// <summary>The application itself, which "dotnet run" started.</summary>
    public static int ApplicationOf(ChildProcess run) => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
        .Single(id => id > 0 && ParentOf(id) == run.Id && File.ReadAllText($"/proc/{id}/cmdline").Contains("StageSurveys.Web", StringComparison.Ordinal));

    /// <summary>Whether a PostgreSQL runs on the data of this copy.</summary>
    public bool DatabaseRuns() => Databases().Any();

    public async Task DisposeAsync()
    {
        // After a test that failed half-way; its application cannot do it any more.
        foreach (var id in Databases().ToList())
        {
            using var left = Process.GetProcessById(id);
            left.Kill();
            await left.WaitForExitAsync();
        }
        folder.Dispose();
    }

    private IEnumerable<int> Databases() => !Directory.Exists(Data) ? [] : Directory.EnumerateFiles(Data, "postmaster.pid", SearchOption.AllDirectories)
        .Select(file => int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture))
        .Where(id => File.Exists($"/proc/{id}/cmdline"));

    // A process group of its own, so that a Ctrl+C can be sent to all of it; a shell that runs tests in the background makes its children deaf to it.
    private ChildProcess Command(string[] options, int port, (string, string)[] environment) => ChildProcess.Start(
        "setsid", ["env", "--default-signal=INT", "dotnet", "run", "--project", "src/StageSurveys.Web", .. options, "--", "--urls", $"http://127.0.0.1:{port}"], folder.Path,
        [.. Quiet, .. environment]);

    private async Task CopyAsync()
    {
        await using var list = ChildProcess.Start("git", ["ls-files", "--cached", "--others", "--exclude-standard"], TestFolder.Repository, []);
        Assert.Equal(0, await list.EndsAsync(TimeSpan.FromMinutes(1)));
        foreach (var name in list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var from = Path.Combine(TestFolder.Repository, name);
            if (!File.Exists(from)) continue;
            var to = Path.Combine(folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
        }
    }

    private string PathWithoutNode()
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder.Path, "bin-without-node")).FullName;
        foreach (var tool in new[] { "dotnet", "env", "sh" })
        {
            var found = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(path => Path.Combine(path, tool)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(bin, tool), File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found);
        }
        return bin;
    }

    private static int ParentOf(int id)
    {
        try
        {
            // The name in parentheses may hold blanks; what follows it does not.
            var status = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
