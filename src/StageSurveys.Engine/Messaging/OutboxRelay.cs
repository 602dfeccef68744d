using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StageSurveys.Engine.Messaging;

/// <summary>
/// Publishes what lies in the outbox: takes a batch out with FOR UPDATE SKIP LOCKED (several processes may run it), publishes, commits. A row's id
/// becomes the MessageId; rows that only carry ids of one kind travel together in one message. A crash in between publishes again, and every consumer
/// bears that.
/// </summary>
public sealed partial class OutboxRelay(NpgsqlDataSource source, IBus bus, OutboxSignal signal, ILogger<OutboxRelay> log) : BackgroundService
{
    private const int BatchSize = 500;

    // Whoever saves wakes the relay at once; waiting a blink lets the ones right behind travel along.
    private static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(20);

    // A message this version cannot read (left by a newer one) stays for the process that can; it must not hold up the others.
    private const string Take = """
        DELETE FROM outbox_messages WHERE id IN (
            SELECT id FROM outbox_messages WHERE type = ANY($1) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING id, type, body
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await PublishBatchAsync(stoppingToken) == BatchSize) { }
                await signal.WaitAsync(TimeSpan.FromSeconds(1), stoppingToken);
                await Task.Delay(Blink, stoppingToken);
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

    /// <summary>Publishes at most one batch and says how many rows it held.</summary>
    public async Task<int> PublishBatchAsync(CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var rows = await TakeAsync(connection, cancel);
        if (rows.Count == 0) return 0;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        await Task.WhenAll(Outbox.Read(rows).Select(message => bus.Publish(message.Message, context => context.MessageId = message.Id, limit.Token)));
        await transaction.CommitAsync(cancel);
        return rows.Count;
    }

    private static async Task<List<OutboxMessage>> TakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Take, connection);
        command.Parameters.Add(new() { Value = Outbox.Readable });
        command.Parameters.Add(new() { Value = BatchSize });
        await command.PrepareAsync(cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<OutboxMessage> rows = [];
        while (await reader.ReadAsync(cancel)) rows.Add(new() { Id = reader.GetGuid(0), Type = reader.GetString(1), Body = reader.GetString(2) });
        return rows;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Publishing from the outbox failed; the messages stay and are tried again.")]
    private static partial void Failed(ILogger log, Exception problem);
}
