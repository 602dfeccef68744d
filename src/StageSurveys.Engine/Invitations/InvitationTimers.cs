using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StageSurveys.Engine.Invitations.Reminders;

namespace StageSurveys.Engine.Invitations;

/// <summary>Runs what happens to invitations by the clock. Any number of processes may run it side by side.</summary>
public sealed partial class InvitationTimers(
    DueInvitations due, ReplanEvents replan, RescueInvitations rescue, ExpireInvitations expire, SendReminders reminders, SendThanks thanks, WatchLedger watch, TimeProvider time, ILogger<InvitationTimers> log) : BackgroundService
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Overdue = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync("due", DueAsync, stoppingToken),
        LoopAsync("replan", async cancel => { await replan.RunAsync(cancel); return Sweep; }, stoppingToken),
        LoopAsync("rescue", async cancel => { await rescue.RunAsync(cancel); return Sweep; }, stoppingToken),
        LoopAsync("reminders", async cancel => { await reminders.RunAsync(cancel); return Sweep; }, stoppingToken),
        LoopAsync("ledger", async cancel => { await watch.RunAsync(cancel); return TimeSpan.FromMinutes(5); }, stoppingToken),
        LoopAsync("thanks", async cancel => { await thanks.RunAsync(cancel); return Sweep; }, stoppingToken),
        LoopAsync("expire", async cancel => { await expire.RunAsync(cancel); return Sweep; }, stoppingToken));

    private async Task<TimeSpan> DueAsync(CancellationToken cancel)
    {
        await due.RunAsync(cancel);
        // At most a second, because another process may plan something that is due sooner. What is overdue and was left alone waits for another invitation of
        // the same person: looking again at once would only keep the processor busy.
        return await due.NextDueAsync(cancel) is { } next && next - time.GetUtcNow() is var wait && wait < Second
            ? (wait > TimeSpan.Zero ? wait : Overdue)
            : Second;
    }

    private Task LoopAsync(string name, Func<CancellationToken, Task<TimeSpan>> work, CancellationToken cancel) =>
        Repeating.RunAsync(work, TimeSpan.FromSeconds(5), problem => Failed(log, name, problem), cancel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The timer {Name} of invitations failed; it runs again in a moment.")]
    private static partial void Failed(ILogger log, string name, Exception problem);
}
