using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace StageSurveys.Testing;

/// <summary>A process that a test started: what it prints, how it is stopped, how it ended.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>What Ctrl+C sends.</summary>
    public const int Interrupt = 2;

    private const int Terminate = 15;

    // What the test runner and the shell around it know is not what a person's terminal knows.
    private static readonly string[] Foreign = ["MSBuild", "VSTEST", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "DOTNET_URLS", "ConnectionStrings", "Bus__", "Mail__", "Site__", "Bootstrap__", "Workers__", "Demo__"];

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private ChildProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Everything printed so far, errors included.</summary>
    public string Output => Read(output);

    /// <summary>What was printed to the error output.</summary>
    public string Errors => Read(errors);

    /// <summary>Starts a program with the environment of the tests, without what the test runner put there, and with what is given.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string folder, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => Foreign.Any(foreign => name.StartsWith(foreign, StringComparison.OrdinalIgnoreCase))).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.OutputDataReceived += (_, line) => child.Keep(line.Data, error: false);
        child.process.ErrorDataReceived += (_, line) => child.Keep(line.Data, error: true);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        child.process.StandardInput.Close();
        AppDomain.CurrentDomain.ProcessExit += child.EndWithUs;
        return child;
    }

    /// <summary>Waits until something was printed; fails with the whole output when the process ends before or the time is up.</summary>
    public Task SaysAsync(string text, TimeSpan limit) => BecomesAsync(() => Task.FromResult(Output.Contains(text, StringComparison.Ordinal)), $"say “{text}”", limit);

    /// <summary>Waits until a condition holds; fails with the whole output when the process ends before or the time is up.</summary>
    public async Task BecomesAsync(Func<Task<bool>> condition, string what, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (process.HasExited) throw new InvalidOperationException($"The process ended with code {process.ExitCode} before it could {what}:\n{Output}");
            if (watch.Elapsed > limit) throw new TimeoutException($"The process did not {what} within {limit.TotalSeconds:0} s:\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>kill −9: the process can do nothing about it.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Sends a signal to the process, or to everything it started in its terminal, as the keyboard does.</summary>
    public void Signal(int signal, bool group = false)
    {
        if (Send(group ? -process.Id : process.Id, signal) != 0) throw new InvalidOperationException($"Signal {signal} could not be sent to process {process.Id}.");
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> EndsAsync(TimeSpan limit)
    {
        await Eventually.True(() => process.HasExited, $"The process did not end. It printed:\n{Output}", limit);
        // The last lines come after the end.
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Asks it to stop, and does not wait longer than is polite.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            _ = Send(process.Id, Terminate);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20)).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        End();
        // Or everything that it printed would be held for as long as we live.
        AppDomain.CurrentDomain.ProcessExit -= EndWithUs;
        process.Dispose();
    }

    private void EndWithUs(object? sender, EventArgs args) => End();

    private void End()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Ended or disposed before.
        }
    }

    private void Keep(string? line, bool error)
    {
        if (line is null) return;
        lock (output)
        {
            output.AppendLine(line);
            if (error) errors.AppendLine(line);
        }
    }

    private string Read(StringBuilder text)
    {
        lock (output) return text.ToString();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Send(int process, int signal);
}
