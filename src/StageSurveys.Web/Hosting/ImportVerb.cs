using System.Globalization;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Web.Hosting;

/// <summary>"import file --mapping file": imports a file that lies on this machine, without starting the web server.</summary>
public static class ImportVerb
{
    private const string Usage = "Usage: import <file> --mapping <mapping file or name of a saved mapping>";

    /// <summary>What is wrong with the arguments, told before anything is started; null when nothing is.</summary>
    public static string? Refusal(string[] args)
    {
        var (file, mapping, strange) = Read(args);
        if (strange is not null) return $"\"{strange}\" is not understood. {Usage}";
        if (file is null) return $"Which file? {Usage}";
        if (mapping is null) return $"Which mapping? {Usage}";
        if (!File.Exists(file)) return $"There is no file {file}.";
        return LooksLikeFile(mapping) && !File.Exists(mapping) ? $"There is no mapping file {mapping}." : null;
    }

    /// <summary>0 when the import went through (rejected rows included), 1 when it stopped.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, string[] args, CancellationToken cancel)
    {
        var (file, named, _) = Read(args);
        var mapping = File.Exists(named)
            ? MappingReader.Read(await File.ReadAllTextAsync(named!, cancel))
            : await services.GetRequiredService<SavedMappings>().ResolveAsync(named!, cancel);
        if (!mapping.Ok)
        {
            await Console.Error.WriteLineAsync($"The mapping {named} cannot be used:");
            foreach (var fault in mapping.Faults.Take(20)) await Console.Error.WriteLineAsync($"  {fault.Field}: {fault.InEnglish}");
            return 1;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var time = services.GetRequiredService<TimeProvider>();
        var begun = time.GetTimestamp();
        var request = new ImportRequest(Path.GetFullPath(file!), Path.GetFileName(file!), mapping.Value!, ScoreHere: true, "command line");
        var (state, progress, stopped) = await services.GetRequiredService<ImportOnce>().RunAsync(request, Line(time), stop.Token);
        Console.WriteLine();
        Summarise(progress, time.GetElapsedTime(begun));
        if (stopped is not null) await Console.Error.WriteLineAsync($"Not finished: {stopped.InEnglish}");
        return state == ImportState.Finished ? 0 : 1;
    }

    private static Action<ImportProgress> Line(TimeProvider time)
    {
        var shown = 0L;
        return progress =>
        {
            // A terminal's line is overwritten; a log gets one line every few seconds.
            var pause = Console.IsOutputRedirected ? TimeSpan.FromSeconds(5) : TimeSpan.FromMilliseconds(200);
            if (shown != 0 && progress.Share < 1 && time.GetElapsedTime(shown) < pause) return;
            shown = time.GetTimestamp();
            var text = string.Create(CultureInfo.InvariantCulture, $"{progress.Share,4:P0}  {progress.Read:N0} rows read, {progress.Rejected:N0} rejected");
            if (Console.IsOutputRedirected) Console.WriteLine(text);
            else Console.Write("\r" + text);
        };
    }

    private static void Summarise(ImportProgress progress, TimeSpan took)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Read       {progress.Read,10:N0}
            Added      {progress.Added,10:N0}
            Updated    {progress.Updated,10:N0}
            Unchanged  {progress.Unchanged,10:N0}
            Left out   {progress.LeftOut,10:N0}
            Rejected   {progress.Rejected,10:N0}
            in {took.TotalSeconds:N1} s ({progress.Read / Math.Max(took.TotalSeconds, 0.001):N0} rows a second)
            """));
        foreach (var (line, fault) in progress.First) Console.WriteLine($"  line {line.ToString(CultureInfo.InvariantCulture)}, {fault.Field}: {fault.InEnglish}");
        if (progress.Rejected > progress.First.Count) Console.WriteLine("  … the others are listed on the page of the import.");
    }

    private static bool LooksLikeFile(string mapping) => mapping.Contains('/') || mapping.Contains('\\') || mapping.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static (string? File, string? Mapping, string? Strange) Read(string[] args)
    {
        string? file = null, mapping = null, strange = null;
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--mapping" && i + 1 < args.Length) mapping = args[++i];
            else if (args[i].StartsWith("--mapping=", StringComparison.Ordinal)) mapping = args[i]["--mapping=".Length..];
            // Settings of the application (--ConnectionStrings:StageSurveys=…) may stand here too.
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && args[i].Contains('=')) continue;
            else if (file is null && !args[i].StartsWith('-')) file = args[i];
            else strange ??= args[i];
        }

        return (file, mapping, strange);
    }
}
