using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Messaging;

/// <summary>
/// Publishes what lies in the outbox: claims a batch with FOR UPDATE SKIP LOCKED (several processes may run it), publishes with the row's id as
/// MessageId, deletes, commits. A crash in between publishes again, and every consumer bears that.
/// </summary>
public sealed partial class OutboxRelay(IServiceScopeFactory scopes, IBus bus, OutboxSignal signal, ILogger<OutboxRelay> log) : BackgroundService
{
    private const int BatchSize = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await PublishBatchAsync(stoppingToken) == BatchSize) { }
                await signal.WaitAsync(TimeSpan.FromSeconds(1), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                Failed(log, problem);
                await Task.Delay(TimeSpan.FromSeconds(2), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Publishes at most one batch and says how many messages it held.</summary>
    public async Task<int> PublishBatchAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<StageSurveysDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var rows = await db.OutboxMessages
            .FromSql($"SELECT * FROM outbox_messages ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED")
            .AsNoTracking().ToListAsync(cancel);
        if (rows.Count == 0) return 0;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        // A message this version cannot read (left by a newer one) stays for the process that can; it must not hold up the others.
        var readable = rows.Where(row => Outbox.CanRead(row.Type)).ToList();
        await Task.WhenAll(readable.Select(row => bus.Publish(Outbox.Read(row.Type, row.Body), context => context.MessageId = row.Id, limit.Token)));
        var ids = readable.Select(row => row.Id).ToArray();
        await db.OutboxMessages.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancel);
        await transaction.CommitAsync(cancel);
        return readable.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Publishing from the outbox failed; the messages stay and are tried again.")]
    private static partial void Failed(ILogger log, Exception problem);
}
