namespace StageSurveys.Proof;

/// <summary>Which part of the product is killed.</summary>
internal enum Victim
{
    Worker,
    Database,
    Web,
    Broker,
}

/// <summary>One kill.</summary>
/// <param name="Worker">Which of the two, where a worker is meant.</param>
/// <param name="At">The step of an SMTP session at which the worker dies that comes there first; null is any moment.</param>
/// <param name="Moving">True: only when mails flow again after the kill before. False: also when they do not.</param>
/// <param name="After">So long after the kill before.</param>
/// <param name="Down">So long nobody starts it again.</param>
internal sealed record Strike(Victim Victim, int Worker, SinkStep? At, bool Moving, TimeSpan After, TimeSpan Down);

/// <summary>All kills of a run, decided by its seed alone.</summary>
internal static class KillPlan
{
    private static readonly SinkStep[] Moments = [SinkStep.Mail, SinkStep.Rcpt, SinkStep.Data, SinkStep.Body, SinkStep.Dot, SinkStep.Taken];

    /// <param name="pause">Seconds between two kills, on average.</param>
    public static IReadOnlyList<Strike> Make(int kills, int seed, double pause, bool oneProcess)
    {
        var random = new Random(seed);
        // Of each hundred kills 60 workers, 20 databases, 12 webs and 8 brokers, in any order; in a short run each at least once.
        Victim[] victims =
        [
            .. Enumerable.Range(0, kills).Select(i => (i % 25) switch
            {
                1 or 6 or 11 or 16 or 21 => Victim.Database,
                2 or 12 or 22 => Victim.Web,
                3 or 18 => Victim.Broker,
                _ => Victim.Worker,
            }),
        ];
        random.Shuffle(victims);
        // Where everything is one process there is only it and the database.
        if (oneProcess) victims = [.. victims.Select(x => x == Victim.Database ? x : Victim.Worker)];
        return
        [
            .. victims.Select(victim => new Strike(
                victim, oneProcess ? 0 : random.Next(2), victim == Victim.Worker && random.Next(2) == 0 ? Moments[random.Next(Moments.Length)] : null, random.Next(4) > 0,
                TimeSpan.FromSeconds(pause * 2 * random.NextDouble()), TimeSpan.FromMilliseconds(random.Next(0, 800)))),
        ];
    }
}
