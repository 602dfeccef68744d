using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>Bytes to and from an SMTP server, plain or in TLS: whole writes out, whole replies in.</summary>
internal sealed class SmtpConnection : IDisposable
{
    private const int MaxLines = 256;
    private const int MaxLine = 4096;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[8192];
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<SmtpConnection> OpenAsync(string host, int port, CancellationToken cancellationToken)
    {
        // Without NoDelay the small writes of a session wait for the server's delayed acknowledgement, 40 ms each.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return new SmtpConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>True while nothing came in unasked: a server that waits says nothing, one that hangs up or complains does.</summary>
    public bool IsQuiet => _start == _end && _socket.Connected && !_socket.Poll(0, SelectMode.SelectRead);

    /// <param name="certificateSha256">In hex: trust exactly this certificate. Empty: the usual checks.</param>
    public async Task SecureAsync(string host, string certificateSha256, CancellationToken cancellationToken)
    {
        // What came before TLS was not protected and must not be read as if it were.
        if (_start != _end) throw new IOException("the server spoke before TLS was agreed");
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (certificateSha256.Length > 0)
        {
            var pinned = Convert.FromHexString(certificateSha256);
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && CryptographicOperations.FixedTimeEquals(certificate.GetCertHash(HashAlgorithmName.SHA256), pinned);
        }

        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(options, cancellationToken);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    public Task WriteAsync(string commands, CancellationToken cancellationToken) => WriteAsync(Encoding.UTF8.GetBytes(commands), cancellationToken);

    public async Task<SmtpReply> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>(1);
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is < 200 or > 599
                || (line.Length > 3 && line[3] is not (' ' or '-')))
                throw new IOException("the server's reply is not SMTP");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ') return new SmtpReply(code, lines);
            if (lines.Count == MaxLines) throw new IOException("the server's reply does not end");
        }
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // The other side is gone already.
        }

        _socket.Dispose();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, length).TrimEnd('\r');
                _start += length + 1;
                return line;
            }

            if (_end - _start > MaxLine) throw new IOException("the server's reply has an endless line");
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0) throw new IOException("the server closed the connection");
            _end += read;
        }
    }
}
