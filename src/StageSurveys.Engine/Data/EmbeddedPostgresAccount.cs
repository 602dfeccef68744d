using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StageSurveys.Engine.Data;

/// <summary>
/// The operating-system user the server runs under: the present one, or, because PostgreSQL refuses to be root, an
/// unprivileged user of the machine when the application is root.
/// </summary>
internal sealed class EmbeddedPostgresAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private readonly uint userId;
    private readonly uint groupId;

    private EmbeddedPostgresAccount(string? name, uint userId = 0, uint groupId = 0)
    {
        Name = name;
        this.userId = userId;
        this.groupId = groupId;
    }

    /// <summary>Null when the present user runs the server.</summary>
    public string? Name { get; }

    public static EmbeddedPostgresAccount Find()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new EmbeddedPostgresAccount(null);
        }
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        foreach (var candidate in Candidates)
        {
            // Some systems write the id of nobody as -2.
            if (users.Find(fields => fields[0] == candidate) is { } found
                && long.TryParse(found[2], out var user) && long.TryParse(found[3], out var group) && user != 0)
            {
                return new EmbeddedPostgresAccount(candidate, unchecked((uint)user), unchecked((uint)group));
            }
        }
        throw new EmbeddedPostgresException(
            "PostgreSQL refuses to run as root and this machine has neither a user postgres nor nobody: start the application as another user.");
    }

    /// <summary>Gives one file or folder to the server's user.</summary>
    public void Own(string path)
    {
        if (Name is not null && ChangeOwner(path, userId, groupId) != 0)
        {
            throw new EmbeddedPostgresException($"{path} cannot be given to the user {Name}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>Whether the server's user may enter a folder, which depends on every folder above it.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancel) =>
        Name is null || (await RunAsync("/bin/sh", ["-c", "test -x \"$0\"", folder], "/", cancel)).Succeeded;

    /// <summary>Runs a short command as the server's user and gives what it printed.</summary>
    public async Task<CommandResult> RunAsync(string file, IEnumerable<string> arguments, string workingFolder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Name is not null)
        {
            start.UserName = Name;
        }
        // Messages are read by the code that starts the server, so they stay in English.
        start.Environment["LC_ALL"] = "C";
        return await CommandResult.OfAsync(start, cancel);
    }

    [DllImport("libc", EntryPoint = "chown", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}

/// <summary>What a short command left behind.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The line most worth showing: the first that speaks of an error, else the last one.</summary>
    public string MainLine
    {
        get
        {
            var lines = Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)
                    || line.Contains("FATAL", StringComparison.Ordinal))
                ?? lines.LastOrDefault() ?? $"exit code {ExitCode}";
        }
    }

    public static async Task<CommandResult> OfAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception problem)
        {
            return new CommandResult(127, problem.Message);
        }
        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            try
            {
                await process.WaitForExitAsync(cancel);
                return new CommandResult(process.ExitCode, await output + await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}
