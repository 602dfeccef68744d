using System.Diagnostics;

namespace StageSurveys.Testing;

/// <summary>
/// Services that end with this process, however it ends. The test runner kills its process soon after the last test, too
/// soon for a database to stop in it; so a process beside it holds the service and stops it when its input closes.
/// </summary>
internal static class ServicesProcess
{
    // Held for as long as the tests run: a process object that is collected closes the input, and that means "stop".
    private static readonly List<Process> Held = [];

    /// <summary>Starts one service (<c>postgres</c> or <c>rabbitmq</c>) and gives the variables that name it.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> StartAsync(string service)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "StageSurveys.Testing.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "service", service])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        lock (Held)
        {
            Held.Add(process);
        }
        var names = new Dictionary<string, string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                return names;
            }
            if (line.Split('=', 2) is [var name, var value])
            {
                names[name] = value;
            }
        }
        throw new InvalidOperationException($"The {service} of the tests did not start; the reason is in the output above.");
    }
}
