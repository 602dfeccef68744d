using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>One session with a mail server: opened and logged in once, then mail after mail.</summary>
internal sealed class SmtpSession : IDisposable
{
    private static readonly TimeSpan QuitTimeLimit = TimeSpan.FromSeconds(2);

    private readonly SmtpOptions _options;
    private readonly TimeProvider _clock;
    private SmtpConnection? _connection;
    private bool _needsReset;

    private SmtpSession(SmtpOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
    }

    public SmtpCapabilities Server { get; private set; } = SmtpCapabilities.None;

    /// <summary>Mails tried on this session.</summary>
    public int Mails { get; private set; }

    public DateTimeOffset LastUsed { get; private set; }

    /// <summary>The connection can carry another mail, as far as can be seen from here.</summary>
    public bool IsUsable => _connection is not null && _connection.IsQuiet;

    /// <summary>A session that is ready for mails, or why there is none.</summary>
    public static async Task<(SmtpSession? Session, MailResult? Failure)> OpenAsync(SmtpOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var session = new SmtpSession(options, clock);
        var stage = MailStage.Connect;
        var limit = new SmtpTimeLimit(clock, cancellationToken);
        try
        {
            limit.Start(options.ConnectTimeLimit);
            var connection = session._connection = await SmtpConnection.OpenAsync(options.Host, options.Port, limit.Token);
            if (options.Security == SmtpSecurity.Tls)
            {
                stage = MailStage.StartTls;
                await connection.SecureAsync(options.Host, options.CertificateSha256, limit.Token);
            }

            stage = MailStage.Greeting;
            limit.Start(options.CommandTimeLimit);
            Expect(stage, await connection.ReadAsync(limit.Token), 220);
            stage = MailStage.Hello;
            await session.HelloAsync(limit);
            if (options.Security == SmtpSecurity.StartTls)
            {
                stage = MailStage.StartTls;
                if (!session.Server.StartTls) throw new SmtpRefusal(MailResult.Broken(stage, "the server does not offer STARTTLS"));
                Expect(stage, await session.AskAsync("STARTTLS\r\n", limit), 220);
                await connection.SecureAsync(options.Host, options.CertificateSha256, limit.Token);
                stage = MailStage.Hello;
                await session.HelloAsync(limit);
            }

            stage = MailStage.Auth;
            if (options.User.Length > 0) await session.LogInAsync(limit);
            return (session, null);
        }
        catch (SmtpRefusal refusal)
        {
            session.Dispose();
            return (null, refusal.Result);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            session.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return (null, MailResult.Broken(stage, Why(exception)));
        }
        finally
        {
            limit.Dispose();
        }
    }

    /// <summary>Sends one mail. Throws only when the caller gives up before the content is on its way.</summary>
    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var connection = _connection ?? throw new InvalidOperationException("The session is closed.");
        var stage = MailStage.MailFrom;
        using var limit = new SmtpTimeLimit(_clock, cancellationToken);
        Mails++;
        LastUsed = _clock.GetUtcNow();
        try
        {
            limit.Start(_options.CommandTimeLimit);
            if (_needsReset) Expect(stage, await AskAsync("RSET\r\n", limit), 250);
            _needsReset = true;
            await OfferAsync(connection, mail, limit, reached => stage = reached);

            stage = MailStage.Body;
            limit.StartPatient(_options.BodyTimeLimit);
            await connection.WriteAsync(mail.Content, limit.Token);
            var reply = await connection.ReadAsync(limit.Token);
            if (!reply.IsPositive) return Refuse(stage, reply);
            _needsReset = false;
            return MailResult.Delivered(reply);
        }
        catch (SmtpRefusal refusal)
        {
            return refusal.Result;
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            Dispose();
            if (stage != MailStage.Body) cancellationToken.ThrowIfCancellationRequested();
            return MailResult.Broken(stage, Why(exception));
        }
    }

    /// <summary>Says good-bye if the server still listens; what it answers changes nothing.</summary>
    public async Task QuitAsync()
    {
        if (_connection is not { } connection) return;
        try
        {
            using var limit = new CancellationTokenSource(QuitTimeLimit, _clock);
            await connection.WriteAsync("QUIT\r\n", limit.Token);
            await connection.ReadAsync(limit.Token);
        }
        catch (Exception exception) when (IsBreak(exception))
        {
            // Nothing was at stake.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>Up to the server's go-ahead: in one write where it pipelines, step by step where not.</summary>
    private async Task OfferAsync(SmtpConnection connection, OutgoingMail mail, SmtpTimeLimit limit, Action<MailStage> reached)
    {
        if (!Server.Pipelining)
        {
            Accept(await AskAsync(mail.MailFrom, limit), MailStage.MailFrom);
            reached(MailStage.RcptTo);
            Accept(await AskAsync(mail.RcptTo, limit), MailStage.RcptTo);
            reached(MailStage.Data);
            Accept(await AskAsync("DATA\r\n", limit), MailStage.Data);
            return;
        }

        await connection.WriteAsync(mail.MailFrom + mail.RcptTo + "DATA\r\n", limit.Token);
        var mailFrom = await connection.ReadAsync(limit.Token);
        var rcptTo = mailFrom;
        try
        {
            if (mailFrom.Code == 421) Accept(mailFrom, MailStage.MailFrom);
            reached(MailStage.RcptTo);
            rcptTo = await connection.ReadAsync(limit.Token);
            if (rcptTo.Code == 421 && mailFrom.IsPositive) Accept(rcptTo, MailStage.RcptTo);
            reached(MailStage.Data);
            var data = await connection.ReadAsync(limit.Token);

            // A server that waits for content although it took no recipient: hanging up before the final dot can never deliver anything.
            if (data.Code == 354 && !(mailFrom.IsPositive && rcptTo.IsPositive)) Dispose();
            Accept(mailFrom, MailStage.MailFrom);
            Accept(rcptTo, MailStage.RcptTo);
            Accept(data, MailStage.Data);
        }
        catch (Exception exception) when (IsBreak(exception) && !(mailFrom.IsPositive && rcptTo.IsPositive))
        {
            // It said no and hung up: the no is what counts.
            Dispose();
            Accept(mailFrom, MailStage.MailFrom);
            Accept(rcptTo, MailStage.RcptTo);
        }
    }

    private async Task HelloAsync(SmtpTimeLimit limit)
    {
        var name = _options.HelloName.Length > 0 ? _options.HelloName : OwnName();
        var reply = await AskAsync($"EHLO {name}\r\n", limit);
        if (reply.Code is 500 or 502 or 504 or 550)
        {
            Expect(MailStage.Hello, await AskAsync($"HELO {name}\r\n", limit), 250);
            Server = SmtpCapabilities.None;
            return;
        }

        Expect(MailStage.Hello, reply, 250);
        Server = SmtpCapabilities.From(reply);
    }

    private async Task LogInAsync(SmtpTimeLimit limit)
    {
        if (Server.AuthPlain)
        {
            Expect(MailStage.Auth, await AskAsync($"AUTH PLAIN {Base64($"\0{_options.User}\0{_options.Password}")}\r\n", limit), 235);
        }
        else if (Server.AuthLogin)
        {
            Expect(MailStage.Auth, await AskAsync("AUTH LOGIN\r\n", limit), 334);
            Expect(MailStage.Auth, await AskAsync(Base64(_options.User) + "\r\n", limit), 334);
            Expect(MailStage.Auth, await AskAsync(Base64(_options.Password) + "\r\n", limit), 235);
        }
        else
        {
            throw new SmtpRefusal(MailResult.Broken(MailStage.Auth, "the server offers neither AUTH PLAIN nor AUTH LOGIN"));
        }
    }

    private async Task<SmtpReply> AskAsync(string command, SmtpTimeLimit limit)
    {
        limit.Start(_options.CommandTimeLimit);
        await _connection!.WriteAsync(command, limit.Token);
        return await _connection.ReadAsync(limit.Token);
    }

    private void Accept(SmtpReply reply, MailStage stage)
    {
        if (stage == MailStage.Data ? reply.Code != 354 : !reply.IsPositive) throw new SmtpRefusal(Refuse(stage, reply));
    }

    private MailResult Refuse(MailStage stage, SmtpReply reply)
    {
        if (reply.Code == 421) Dispose();
        // An odd reply, neither yes nor no, leaves the two sides at different points of the talk.
        if (reply.Code >= 400) return MailResult.Refused(stage, reply);
        Dispose();
        return MailResult.Broken(stage, reply.Text, reply);
    }

    private static void Expect(MailStage stage, SmtpReply reply, int code)
    {
        if (reply.Code != code) throw new SmtpRefusal(MailResult.Refused(stage, reply));
    }

    private static bool IsBreak(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or AuthenticationException or ObjectDisposedException;

    private static string Why(Exception exception) => exception switch
    {
        OperationCanceledException => "no reply within the time limit",
        SocketException socket => $"the connection failed: {socket.SocketErrorCode}",
        AuthenticationException => "TLS could not be agreed: " + exception.Message,
        IOException { InnerException: SocketException socket } => $"the connection failed: {socket.SocketErrorCode}",
        _ => exception.Message,
    };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string OwnName()
    {
        var name = Dns.GetHostName();
        return MailAddress.FaultOf("id@" + name) is null && Ascii.IsValid(name) ? name : "localhost";
    }

    private sealed class SmtpRefusal(MailResult result) : Exception
    {
        public MailResult Result => result;
    }
}
