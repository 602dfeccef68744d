using System.Text.Json;

namespace StageSurveys.Proof;

/// <summary>One thing that must hold.</summary>
/// <param name="Found">What was counted.</param>
internal sealed record Check(string What, bool Holds, string Found);

/// <summary>A worker that was killed.</summary>
/// <param name="Open">Its connections to the sink at that moment.</param>
internal sealed record WorkerDeath(DateTimeOffset At, int Open);

/// <summary>Everything that is known at the end of a run.</summary>
/// <param name="Told">What the product's HTTP interface says of its ledger.</param>
/// <param name="Taken">Mails that were in the sink at the last kill.</param>
/// <param name="Offered">Events that the product could have been told of by then.</param>
internal sealed record Outcome(
    int Invitations, JsonElement Told, IReadOnlyList<Line> Lines, IReadOnlyList<Change> Changes, IReadOnlyCollection<TakenMail> Mails, IReadOnlyCollection<Cut> Cuts,
    IReadOnlyList<WorkerDeath> Deaths, int Taken, int Offered, int Kills);

/// <summary>What a run proves, each counted from rows and mails, not from what the product says of itself.</summary>
internal static class Checks
{
    // Every way that a line may go from one place to the next. A line leaves Unknown only by the process that had claimed it and knows better.
    private static readonly HashSet<(string, string)> Ways =
    [
        ("Planned", "Planned"), ("Planned", "Queued"), ("Queued", "Planned"), ("Queued", "Sending"),
        ("Sending", "Sent"), ("Sending", "Unknown"), ("Sending", "Planned"), ("Sending", "Queued"), ("Sending", "Failed"), ("Unknown:interrupted", "Sent"),
        ("Unknown:interrupted", "Unknown"), ("Unknown:interrupted", "Planned"), ("Unknown:interrupted", "Queued"), ("Unknown:interrupted", "Failed"),
    ];

    private static readonly SinkStep[] WithContent = [SinkStep.Body, SinkStep.Dot, SinkStep.Taken];

    public static IReadOnlyList<Check> Of(Outcome run)
    {
        var byAddress = run.Mails.GroupBy(x => x.Recipient).ToDictionary(x => x.Key, x => x.Count());
        var sent = run.Lines.Where(x => x.Disposition == "Sent").ToList();
        var unknown = run.Lines.Where(x => x.Disposition == "Unknown").ToList();
        return
        [
            .. Sums(run),
            new("no recipient got the mail twice", byAddress.Values.All(x => x == 1), $"{byAddress.Values.Count(x => x > 1)} did"),
            Each("every Sent is in the sink", sent, x => byAddress.ContainsKey(x.Email)),
            MailsBelong(run),
            .. Unknowns(run, unknown),
            .. History(run),
            // A run that killed nobody at work, or cut nothing, would prove nothing.
            .. run.Kills < 10 ? [] : Reach(run),
        ];
    }

    private static IEnumerable<Check> Sums(Outcome run)
    {
        var (audience, sum) = (run.Told.GetProperty("audience").GetInt64(), run.Told.GetProperty("sum").GetInt64());
        yield return new("the ledger says that its audience is everybody", audience == run.Invitations, $"{audience} of {run.Invitations}");
        yield return new("the ledger says that its dispositions add up to it", sum == audience, $"{sum}");
        yield return new(
            "every event has one line, counted by its rows", run.Lines.Count == run.Invitations && run.Lines.Select(x => x.EventKey).Distinct().Count() == run.Invitations, $"{run.Lines.Count} lines");
        var told = run.Told.GetProperty("dispositions").EnumerateArray().ToDictionary(x => x.GetProperty("disposition").GetString()!, x => x.GetProperty("count").GetInt64());
        var counted = run.Lines.GroupBy(x => x.Disposition).ToDictionary(x => x.Key, x => (long)x.Count());
        yield return new(
            "the ledger's counts are those of the rows", told.Where(x => x.Value > 0).OrderBy(x => x.Key).SequenceEqual(counted.OrderBy(x => x.Key)),
            string.Join(", ", counted.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key} {x.Value}")));
        yield return Each("nothing is left on its way, and nothing is given up", run.Lines, x => x.Disposition is "Sent" or "Unknown");
    }

    private static Check MailsBelong(Outcome run)
    {
        var lines = run.Lines.ToDictionary(x => x.Email);
        return Each("every mail in the sink belongs to a Sent or an Unknown", [.. run.Mails], mail =>
            lines.TryGetValue(mail.Recipient, out var line) && line.Disposition is "Sent" or "Unknown" && mail.MessageId.StartsWith($"{line.Id:N}@", StringComparison.Ordinal));
    }

    private static IEnumerable<Check> Unknowns(Outcome run, List<Line> unknown)
    {
        var cut = run.Cuts.Where(x => WithContent.Contains(x.Step)).Select(x => x.Recipient).ToHashSet();
        // A connection of a worker counts from the claim of its mail on: the sink sees some of them only later, or never.
        var most = run.Deaths.Count * Site.Connections;
        yield return new(
            "Unknown: at most one for each connection of a killed worker, and for each that was cut with the content", unknown.Count <= most + cut.Count,
            $"{unknown.Count} of at most {most + cut.Count}");
        yield return Each("Unknown, connection lost: the sink had cut just that mail", [.. unknown.Where(x => x.Reason != "interrupted")], x => cut.Contains(x.Email));
        var interrupted = unknown.Where(x => x.Reason == "interrupted").ToList();
        yield return new("Unknown, process lost: at most one for each connection of a killed worker", interrupted.Count <= most, $"{interrupted.Count} of at most {most}");
        var claims = run.Changes.Where(x => x.Disposition == "Sending").GroupBy(x => x.Invitation).ToDictionary(x => x.Key, x => x.Last().At);
        var ends = run.Changes.Where(x => x.Disposition == "Unknown").GroupBy(x => x.Invitation).ToDictionary(x => x.Key, x => x.Last().At);
        yield return Each("Unknown, process lost: a worker was killed after the claim", interrupted, x => run.Deaths.Any(death => death.At >= claims[x.Id] && death.At <= ends[x.Id]));
    }

    private static IEnumerable<Check> Reach(Outcome run)
    {
        yield return new("connections were cut at each step", Enum.GetValues<SinkStep>().All(step => run.Cuts.Any(x => x.Step == step)), $"{run.Cuts.Count} cuts");
        yield return new("workers were killed while they sent", run.Deaths.Any(x => x.Open > 0), $"{run.Deaths.Count(x => x.Open > 0)} of {run.Deaths.Count} with open connections");
        yield return new("a third of the mails left between the kills", run.Taken * 3 >= run.Offered, $"{run.Taken} of {run.Offered}");
    }

    private static IEnumerable<Check> History(Outcome run)
    {
        var histories = run.Changes.GroupBy(x => x.Invitation).ToDictionary(x => x.Key, x => x.ToList());
        yield return Each("the history of each line ends where the line stands", run.Lines, line =>
            histories.TryGetValue(line.Id, out var history) && history[^1].Disposition == line.Disposition && history[^1].Reason == line.Reason);
        yield return Each("each history begins with Planned and goes only ways that are allowed", run.Lines, line =>
            histories.TryGetValue(line.Id, out var history) && history[0].Disposition == "Planned" && history.Zip(history.Skip(1)).All(pair => IsWay(pair.First, pair.Second)));
    }

    private static bool IsWay(Change from, Change to) => Ways.Contains((from.Disposition == "Unknown" ? $"Unknown:{from.Reason}" : from.Disposition, to.Disposition));

    private static Check Each<T>(string what, IReadOnlyCollection<T> all, Func<T, bool> holds)
    {
        var wrong = all.Where(x => !holds(x)).ToList();
        return new(what, wrong.Count == 0, wrong.Count == 0 ? $"{all.Count} of {all.Count}" : $"{all.Count - wrong.Count} of {all.Count}; not {string.Join(", ", wrong.Take(3))}");
    }
}
