using System.Globalization;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Web.Hosting;

/// <summary>"verify": counts every roll-up again from the answers and says which differ.</summary>
public static class VerifyVerb
{
    private const int Shown = 50;

    /// <summary>What is wrong with the arguments; null when nothing is. Settings of the application may stand here.</summary>
    public static string? Refusal(string[] args) =>
        args.Skip(1).FirstOrDefault(x => !(x.StartsWith("--", StringComparison.Ordinal) && x.Contains('='))) is { } strange ? $"\"{strange}\" is not understood. Usage: verify" : null;

    /// <summary>0 when nothing differs, 1 when something does.</summary>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancel)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var begun = time.GetTimestamp();
        var shown = begun;
        var found = await services.GetRequiredService<VerifyCells>().RunAsync(Shown, progress =>
        {
            if (progress.Touchpoints < progress.Of && time.GetElapsedTime(shown) < TimeSpan.FromSeconds(2)) return;
            shown = time.GetTimestamp();
            Console.WriteLine(Text($"{progress.Touchpoints} of {progress.Of} touchpoints, {progress.Compared:N0} roll-ups compared, {progress.Different:N0} differ"));
        }, cancel);
        foreach (var (table, count) in found.Compared.OrderBy(x => x.Key, StringComparer.Ordinal)) Console.WriteLine(Text($"{table,-20} {count,14:N0} compared"));
        foreach (var x in found.First)
            Console.WriteLine(Text($"  {x.RollUp}: touchpoint {x.TouchpointId}, persona {x.PersonaId}, survey version {x.SurveyVersionId}, {x.Dimension}{(x.Latest ? " (30-day rule)" : "")}, {x.Day:yyyy-MM-dd} for {x.Days} days: stored {x.Stored}, counted {x.Recounted}"));
        if (found.Different > found.First.Count) Console.WriteLine(Text($"  … and {found.Different - found.First.Count:N0} more"));
        Console.WriteLine(Text($"{found.Compared.Values.Sum():N0} roll-ups compared in {time.GetElapsedTime(begun).TotalSeconds:N1} s: {(found.Different == 0 ? "no difference" : $"{found.Different:N0} differ")}."));
        return found.Different == 0 ? 0 : 1;
    }

    private static string Text(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
