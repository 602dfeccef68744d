using System.Diagnostics;
using System.Text.Json;
using StageSurveys.Testing;

namespace StageSurveys.Proof;

/// <summary>One run: start everything, tell of events, kill, wait until nothing moves, check.</summary>
internal sealed class ProofRun(ProofOptions options, Site site, Producer producer, CancellationToken cancel)
{
    private static readonly TimeSpan Ambush = TimeSpan.FromSeconds(5), Still = TimeSpan.FromSeconds(20);

    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly List<WorkerDeath> deaths = [];
    private int strikes;
    private int onTheSpot;
    private int whileMoving;
    private int taken;
    private int offered;
    private TimeSpan lastSaid;

    /// <summary>True when every check holds.</summary>
    public static async Task<bool> RunAsync(ProofOptions options, CancellationToken cancel)
    {
        Console.WriteLine($"again with --kills {options.Kills} --invitations {options.Invitations} --seed {options.Seed}{(options.OneProcess ? " --processes one" : "")}");
        var connections = (options.Invitations / Site.MailsPerConnection) + (2 * options.Kills);
        var cuts = options.Kills == 0 ? 0 : Math.Max(3, options.Kills / 10);
        await using var site = await Site.StartAsync(options, new CutPlan(options.Seed, cuts, options.Invitations, connections));
        await using var producer = new Producer(site.Address);
        return await new ProofRun(options, site, producer, cancel).RunAsync();
    }

    private async Task<bool> RunAsync()
    {
        await Eventually.True(
            async () =>
            {
                cancel.ThrowIfCancellationRequested();
                return await producer.LedgerAsync() is not null;
            },
            "the web process does not answer", Patience.Of(TimeSpan.FromMinutes(1)));
        Say(options.OneProcess ? "the product and PostgreSQL run" : "web, two workers, RabbitMQ and PostgreSQL run");
        var started = watch.Elapsed;
        await StrikeAsync();
        var killed = watch.Elapsed;
        Say("no more kills; waiting until nothing moves");
        var standing = await QuietAsync();
        var quiet = watch.Elapsed;
        Say(standing.ToString());
        var told = await ToldAsync();
        var givenUp = site.Broker is null ? 0 : await site.Broker.GivenUpAsync();
        // Nobody sends any more: what is in the sink now is all there is.
        await Task.WhenAll(site.Hosts.Select(x => x.StopAsync()));
        var (lines, changes) = (await LedgerRows.LinesAsync(site.Database.Source), await LedgerRows.ChangesAsync(site.Database.Source));
        var outcome = new Outcome(options.Invitations, told, lines, changes, site.Sink.Mails, site.Sink.Cuts, deaths, taken, offered, strikes);
        var checks = Checks.Of(outcome);
        Report.Print(site, producer, outcome, checks,
        [
            ("seed", $"{options.Seed}"), ("kills", $"{strikes} of {options.Kills}"), ("seconds with kills", $"{(killed - started).TotalSeconds:0}"),
            ("seconds until quiet", $"{(quiet - killed).TotalSeconds:0}"), ("kills of workers at a chosen step", $"{onTheSpot}"), ("kills after mails flowed again", $"{whileMoving}"),
            ("mails before the last kill", $"{taken}"), ("messages given up", $"{givenUp}"),
        ]);
        return checks.All(x => x.Holds);
    }

    /// <summary>Tells of events and kills, side by side.</summary>
    private async Task StrikeAsync()
    {
        var plan = KillPlan.Make(options.Kills, options.Seed, options.Pause, options.OneProcess);
        var told = 0;
        Offer(2);
        foreach (var strike in plan)
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(options.Minutes)) break;
            if (strike.Moving && await MovesAsync()) whileMoving++;
            await Task.Delay(strike.After, cancel);
            await DoAsync(strike);
            (taken, offered) = (site.Sink.Mails.Count, told);
            strikes++;
            Offer(strikes + 2);
            if (watch.Elapsed - lastSaid > TimeSpan.FromSeconds(10)) Say(Progress());
        }

        Offer(options.Kills + 2);
        await producer.CompleteAsync().WaitAsync(TimeSpan.FromMinutes(5), cancel);

        // So much at once and so much with each kill, that there is something on its way whenever somebody dies.
        void Offer(int part)
        {
            var until = (int)((long)options.Invitations * part / (options.Kills + 2));
            producer.Offer(until - told);
            told = until;
        }
    }

    private async Task DoAsync(Strike strike)
    {
        switch (strike.Victim)
        {
            case Victim.Database:
                await UntilAsync(() => site.Database.Station.Kill(strike.Down));
                break;
            case Victim.Web:
                await UntilAsync(() => site.Web.Kill(strike.Down));
                break;
            case Victim.Broker:
                await UntilAsync(() => site.Broker!.Kill(strike.Down));
                break;
            default:
                if (strike.At is { } step && await site.Sink.StrikeAtAsync(step, sender => KillWorker(Site.WorkerOf(sender), strike.Down), Ambush)) onTheSpot++;
                else await UntilAsync(() => KillWorker(strike.Worker, strike.Down));
                break;
        }
    }

    /// <summary>Waits until most of what is told between two kills has come to the sink since the last one; false when nothing came for long.</summary>
    private async Task<bool> MovesAsync()
    {
        var enough = taken + (options.Invitations * 7 / 10 / (options.Kills + 2));
        var (seen, since) = (taken, watch.Elapsed);
        while (site.Sink.Mails.Count is var now && now <= enough)
        {
            if (now != seen) (seen, since) = (now, watch.Elapsed);
            if (watch.Elapsed - since > Still) return false;
            await Task.Delay(20, cancel);
        }

        return true;
    }

    private bool KillWorker(int worker, TimeSpan down)
    {
        var open = site.Sink.OpenFrom(Site.SenderOf(worker));
        if (!site.Workers[worker].Kill(down)) return false;
        lock (deaths) deaths.Add(new WorkerDeath(TimeProvider.System.GetUtcNow(), open));
        return true;
    }

    /// <summary>Who is away cannot be killed: waits until it is back.</summary>
    private async Task UntilAsync(Func<bool> kill)
    {
        while (!kill()) await Task.Delay(50, cancel);
    }

    private async Task<Standing> QuietAsync()
    {
        if (site.Broker is not null) await site.Broker.ReadyAsync().WaitAsync(cancel);
        var limit = Patience.Of(TimeSpan.FromMinutes(4));
        var since = watch.Elapsed;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var standing = await site.Database.TryAsync(LedgerRows.StandingAsync);
            if (standing?.IsQuiet(options.Invitations) == true) return standing;
            if (watch.Elapsed - since > limit) return standing ?? throw new TimeoutException("The database does not answer any more.");
            if (watch.Elapsed - lastSaid > TimeSpan.FromSeconds(10)) Say(standing?.ToString() ?? "the database does not answer");
            await Task.Delay(300, cancel);
        }
    }

    private async Task<JsonElement> ToldAsync()
    {
        for (var attempt = 0; attempt < 60; attempt++)
        {
            if (await producer.LedgerAsync() is { } told) return told;
            await Task.Delay(500, cancel);
        }

        throw new TimeoutException("The web process does not answer any more.");
    }

    private string Progress() => $"{strikes} of {options.Kills} kills, {producer.Accepted} events accepted, {site.Sink.Mails.Count} mails in the sink, {site.Sink.Cuts.Count} connections cut";

    private void Say(string what)
    {
        lastSaid = watch.Elapsed;
        Console.WriteLine($"{watch.Elapsed:hh\\:mm\\:ss}  {what}");
    }
}
