using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// Sends mails to the configured server over a few sessions that are kept open. As many mails as <see cref="SmtpOptions.Connections"/>
/// travel at once, further ones wait for their turn.
/// </summary>
public sealed partial class SmtpTransport : IMailTransport, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(20);

    private readonly MailOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<SmtpTransport> _logger;
    private readonly MailAddress _sender;
    private readonly string _domain;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentStack<SmtpSession> _idle = new();
    private readonly ITimer _sweep;
    private bool _disposed;

    public SmtpTransport(IOptions<MailOptions> options, TimeProvider clock, ILogger<SmtpTransport> logger)
    {
        _options = options.Value;
        _clock = clock;
        _logger = logger;
        _sender = _options.Sender;
        _domain = _options.MessageDomain;
        _places = new SemaphoreSlim(_options.Smtp.Connections);
        _sweep = clock.CreateTimer(_ => CloseIdle(), null, IdleLimit, IdleLimit);
    }

    public int AtOnce => _options.Smtp.Connections;

    public async Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            var result = await SendInTurnAsync(message, cancellationToken);
            if (result.Outcome != MailOutcome.Sent) LogNotSent(message.Reference, result.Outcome, result.Stage, result.Code, result.ServerText);
            return result;
        }
        finally
        {
            _places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _sweep.DisposeAsync();
        while (_idle.TryPop(out var session)) await session.QuitAsync();
    }

    public void Dispose()
    {
        _disposed = true;
        _sweep.Dispose();
        while (_idle.TryPop(out var session)) session.Dispose();
    }

    private async Task<MailResult> SendInTurnAsync(MailMessage message, CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = TakeIdle();
            var fresh = session is null;
            if (session is null)
            {
                (session, var failure) = await SmtpSession.OpenAsync(_options.Smtp, _clock, cancellationToken);
                if (session is null) return failure!;
            }

            var (result, isAlive) = await SendOnAsync(session, message, cancellationToken);

            // A server may hang up on a session that waited too long; the mail has not left then, so a new session may take it.
            if (!fresh && result.CanRetry && !isAlive) continue;
            return result;
        }
    }

    private async Task<(MailResult Result, bool IsAlive)> SendOnAsync(SmtpSession session, MailMessage message, CancellationToken cancellationToken)
    {
        MailResult result;
        try
        {
            var now = _clock.GetUtcNow();
            var id = message.MessageId ?? $"{message.Reference ?? Guid.CreateVersion7(now):N}@{_domain}";
            var mail = OutgoingMail.For(message, message.From ?? _sender, id, now, session.Server);
            result = await session.SendAsync(mail, cancellationToken);
        }
        catch (MailFault fault)
        {
            result = MailResult.Unwritable(fault.Message);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        // Asked before another mail may take it from the pool.
        var isAlive = session.IsUsable;
        if (!isAlive) session.Dispose();
        else if (_disposed || session.Mails >= _options.Smtp.MailsPerConnection) await session.QuitAsync();
        else _idle.Push(session);
        return (result, isAlive);
    }

    private SmtpSession? TakeIdle()
    {
        while (_idle.TryPop(out var session))
        {
            if (session.IsUsable) return session;
            session.Dispose();
        }

        return null;
    }

    private void CloseIdle()
    {
        var now = _clock.GetUtcNow();
        var all = new SmtpSession[_options.Smtp.Connections];
        var count = _idle.IsEmpty ? 0 : _idle.TryPopRange(all);
        foreach (var session in all.Take(count))
        {
            if (now - session.LastUsed > IdleLimit) _ = session.QuitAsync();
            else _idle.Push(session);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Mail {Reference} was not sent: {Outcome} at {Stage}, {Code} {ServerText}")]
    private partial void LogNotSent(Guid? reference, MailOutcome outcome, MailStage stage, int? code, string? serverText);
}
