namespace StageSurveys.Proof;

/// <summary>Prints what a run met and whether it proves what it should.</summary>
internal static class Report
{
    public static void Print(Site site, Producer producer, Outcome run, IReadOnlyList<Check> checks, IEnumerable<(string, string)> times)
    {
        Console.WriteLine();
        foreach (var (label, value) in times) Row(label, value);
        foreach (var station in site.Hosts.Append(site.Database.Station))
            Row($"kills of {station.Name}", station.GaveUp > 0 ? $"{station.Kills} (and {station.GaveUp} times it ended by itself)" : $"{station.Kills}");
        if (site.Broker is not null) Row("kills of broker", $"{site.Broker.Kills}");
        Row("connections open at kills of workers", $"{run.Deaths.Sum(x => x.Open)}");
        Row("connections in all", $"{site.Sink.Connections}");
        Row("connections cut", string.Join(", ", run.Cuts.GroupBy(x => x.Step).OrderBy(x => x.Key).Select(x => $"{x.Key} {x.Count()}")));
        Row("events told again", $"{producer.Repeats} posts failed, {producer.Duplicates} events were known already");
        Row("mails in the sink", $"{run.Mails.Count}");
        foreach (var group in run.Lines.GroupBy(x => (x.Disposition, x.Reason)).OrderBy(x => x.Key))
            Row(group.Key.Reason.Length == 0 ? group.Key.Disposition : $"{group.Key.Disposition}, {group.Key.Reason}", $"{group.Count()}");
        Row("Unknown that are in the sink", $"{run.Lines.Where(x => x.Disposition == "Unknown").Select(x => x.Email).Intersect(run.Mails.Select(x => x.Recipient)).Count()}");
        Row("tries for each invitation", $"{run.Changes.Count(x => x.Disposition == "Sending") / (double)Math.Max(1, run.Lines.Count):0.000}");
        Console.WriteLine();
        foreach (var check in checks) Console.WriteLine($"{(check.Holds ? "holds " : "BROKEN")}  {check.What}: {check.Found}");
        Console.WriteLine();
        Console.WriteLine(checks.All(x => x.Holds) ? $"PROVEN: all {checks.Count} checks hold." : $"NOT PROVEN: {checks.Count(x => !x.Holds)} of {checks.Count} checks are broken.");
    }

    private static void Row(string label, string value) => Console.WriteLine($"{label,-38} {value}");
}
