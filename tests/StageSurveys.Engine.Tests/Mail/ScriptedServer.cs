using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace StageSurveys.Engine.Tests.Mail;

/// <summary>A mail server whose behaviour is the test's: it answers each line with what <c>answer</c> returns; null hangs up, "" stays silent.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly bool _tlsAtOnce;
    private readonly Task _running;

    public ScriptedServer(Func<string, string?> answer, X509Certificate2? certificate = null, bool tlsAtOnce = false)
    {
        (_answer, _certificate, _tlsAtOnce) = (answer, certificate, tlsAtOnce);
        _listener.Start();
        _running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>Every line that came in, in order.</summary>
    public List<string> Lines { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                await TalkAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        Stream stream = client.GetStream();
        try
        {
            if (_tlsAtOnce) stream = await SecureAsync(stream);
            if (!await SayAsync(stream, _answer("CONNECT"))) return;
            var (reader, inContent) = (new StreamReader(stream, Encoding.UTF8), false);
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                lock (Lines) Lines.Add(line);
                if (inContent && line != ".") continue;
                inContent = false;
                var answer = _answer(line);
                if (!await SayAsync(stream, answer)) return;
                inContent = answer!.StartsWith("354", StringComparison.Ordinal);
                if (line == "STARTTLS" && answer.StartsWith("220", StringComparison.Ordinal))
                {
                    stream = await SecureAsync(stream);
                    reader = new StreamReader(stream, Encoding.UTF8);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client hung up.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private static async Task<bool> SayAsync(Stream stream, string? answer)
    {
        if (answer is null) return false;
        if (answer.Length > 0) await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"));
        return true;
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
        return tls;
    }
}
