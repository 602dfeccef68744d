using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>
/// How this process behaves towards the servers of one domain: only so many mails on their way at once, and a pause when a server asks for one (421).
/// A pause begins at a minute and doubles up to an hour while the answer stays the same; a mail that is taken ends it.
/// </summary>
public sealed partial class DomainPauses(NpgsqlDataSource source, TimeProvider time, ILogger<DomainPauses> log)
{
    private readonly ConcurrentDictionary<(string Domain, int AtOnce), SemaphoreSlim> doors = new();

    /// <summary>Waits until a mail may start; disposing says that it is through.</summary>
    internal async Task<IDisposable?> EnterAsync(string domain, int atOnce, CancellationToken cancel)
    {
        if (atOnce == 0) return null;
        var door = doors.GetOrAdd((domain, atOnce), _ => new SemaphoreSlim(atOnce));
        await door.WaitAsync(cancel);
        return new Exit(door);
    }

    /// <summary>Learns from what a mail met. Never throws: what became of the mail itself has to be written next, whatever else fails.</summary>
    /// <param name="refused">The domain had asked for a pause before this mail.</param>
    internal async Task LearnAsync(string domain, bool refused, MailResult result)
    {
        if (result.Outcome == MailOutcome.Sent && refused) await RunAsync("UPDATE sending_domains SET refusals = 0, held_until = NULL, next_at = NULL WHERE domain = ANY($1) AND refusals > 0 AND $2 >= held_until", [domain, ""]);
        // Said before a recipient was named it is the server's own trouble, and holds for all.
        else if (result is { Outcome: MailOutcome.Failed, Code: 421 }) await RunAsync(Hold, [result.ServerUnavailable ? "" : domain]);
    }

    // Mails that were on their way together meet the same answer; they are one refusal.
    private const string Hold = """
        INSERT INTO sending_domains (domain, held_until, refusals) SELECT unnest($1), $2 + interval '1 minute', 1
        ON CONFLICT (domain) DO UPDATE SET
            refusals = sending_domains.refusals + 1, held_until = $2 + LEAST(power(2, sending_domains.refusals), 60) * interval '1 minute'
        WHERE sending_domains.held_until IS NULL OR sending_domains.held_until <= $2
        """;

    private async Task RunAsync(string sql, string[] domains)
    {
        try
        {
            await using var command = source.CreateCommand(sql);
            command.Parameters.Add(new() { Value = domains });
            command.Parameters.Add(new() { Value = time.GetUtcNow() });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception problem)
        {
            Unlearned(log, problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a mail server asked for could not be noted.")]
    private static partial void Unlearned(ILogger log, Exception problem);

    private sealed class Exit(SemaphoreSlim door) : IDisposable
    {
        public void Dispose() => door.Release();
    }
}
