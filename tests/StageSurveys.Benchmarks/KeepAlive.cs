using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace StageSurveys.Benchmarks;

/// <summary>
/// One keep-alive HTTP connection that costs next to nothing: requests are written as bytes, answers read up to their Content-Length or last chunk. The
/// client shares the processors with what it measures, so a comfortable one would measure itself.
/// </summary>
public sealed class KeepAlive : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[512 * 1024];

    private KeepAlive()
    {
    }

    public static async Task<KeepAlive> OpenAsync(Uri address)
    {
        var connection = new KeepAlive();
        await connection.socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>The bytes of a request.</summary>
    public static byte[] Request(Uri address, string method, string path, string? json = null) => Encoding.UTF8.GetBytes(json is null
        ? $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept-Encoding: br\r\n\r\n"
        : $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    /// <summary>Sends a request and reads the whole answer; gives its status and the bytes on the wire.</summary>
    public async Task<(int Status, int Bytes)> SendAsync(byte[] request)
    {
        await socket.SendAsync(request);
        var read = 0;
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (got == 0) throw new IOException("The server closed the connection.");
            read += got;
            if (IsWhole(read)) return (int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), CultureInfo.InvariantCulture), read);
        }
    }

    public void Dispose() => socket.Dispose();

    private bool IsWhole(int read)
    {
        var seen = buffer.AsSpan(0, read);
        var end = seen.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var head = Encoding.ASCII.GetString(seen[..end]);
        const string Length = "\r\nContent-Length: ";
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return seen[(end + 4)..].EndsWith("0\r\n\r\n"u8);
        var stop = head.IndexOf("\r\n", at + Length.Length, StringComparison.Ordinal);
        var length = int.Parse(stop < 0 ? head[(at + Length.Length)..] : head[(at + Length.Length)..stop], CultureInfo.InvariantCulture);
        return read >= end + 4 + length;
    }
}
