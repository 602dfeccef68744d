using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace StageSurveys.Proof;

/// <summary>One connection to the sink: ESMTP with pipelining, as a receiving server speaks it.</summary>
internal sealed partial class SinkSession(Sink sink, TcpClient client)
{
    private readonly NetworkStream stream = client.GetStream();
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    /// <summary>What the other side called itself; empty until it did.</summary>
    public string Sender { get; private set; } = "";

    /// <summary>Whose mail is on its way; null between two mails.</summary>
    public string? Recipient { get; private set; }

    /// <summary>Talks until either side hangs up.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        client.NoDelay = true;
        if (Cut(SinkStep.Connect)) return;
        await SayAsync("220 sink.example ESMTP", cancel);
        while (await LineAsync(cancel) is { } line)
        {
            if (!await AnswerAsync(line, cancel)) return;
        }
    }

    /// <summary>False when the connection is over.</summary>
    private async Task<bool> AnswerAsync(string line, CancellationToken cancel)
    {
        switch (line.Split(' ', ':')[0].ToUpperInvariant())
        {
            case "EHLO":
                Sender = line[5..].Trim();
                if (Cut(SinkStep.Ehlo)) return false;
                await SayAsync("250-sink.example\r\n250-PIPELINING\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES", cancel);
                return true;
            case "MAIL":
                if (Cut(SinkStep.Mail)) return false;
                await SayAsync("250 2.1.0 Ok", cancel);
                return true;
            case "RCPT":
                Recipient = Address().Match(line).Groups[1].Value;
                if (Cut(SinkStep.Rcpt)) return false;
                await SayAsync("250 2.1.5 Ok", cancel);
                return true;
            case "DATA":
                return await DataAsync(cancel);
            case "RSET":
                Recipient = null;
                await SayAsync("250 2.0.0 Ok", cancel);
                return true;
            case "QUIT":
                if (!Cut(SinkStep.Quit)) await SayAsync("221 2.0.0 Bye", cancel);
                return false;
            default:
                await SayAsync("502 5.5.2 What?", cancel);
                return true;
        }
    }

    private async Task<bool> DataAsync(CancellationToken cancel)
    {
        if (Recipient is not { } recipient)
        {
            await SayAsync("503 5.5.1 To whom?", cancel);
            return true;
        }

        if (Cut(SinkStep.Data)) return false;
        await SayAsync("354 End data with <CR><LF>.<CR><LF>", cancel);
        while (end - start < 200)
            if (!await FillAsync(cancel)) return false;
        if (Cut(SinkStep.Body)) return false;
        if (await ContentAsync(cancel) is not { } content) return false;
        // From here on the mail is delivered, whatever becomes of the connection.
        sink.Take(new TakenMail(recipient, MessageId().Match(content).Groups[1].Value));
        await Task.Delay(sink.Plan.Think(), cancel);
        if (Cut(SinkStep.Dot)) return false;
        await SayAsync("250 2.0.0 Ok: kept", cancel);
        if (Cut(SinkStep.Taken)) return false;
        Recipient = null;
        return true;
    }

    private bool Cut(SinkStep step)
    {
        if (!sink.Reached(step, this)) return false;
        if (sink.Plan.Hard()) client.LingerState = new LingerOption(true, 0);
        client.Close();
        return true;
    }

    private async Task SayAsync(string reply, CancellationToken cancel) => await stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), cancel);

    private async Task<string?> LineAsync(CancellationToken cancel)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, start, length).TrimEnd('\r');
                start += length + 1;
                return line;
            }

            if (!await FillAsync(cancel)) return null;
        }
    }

    /// <summary>Everything up to the final dot; null when it never comes.</summary>
    private async Task<string?> ContentAsync(CancellationToken cancel)
    {
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf("\r\n.\r\n"u8);
            if (length >= 0)
            {
                var content = Encoding.UTF8.GetString(buffer, start, length);
                start += length + 5;
                return content;
            }

            if (!await FillAsync(cancel)) return null;
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancel)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var count = await stream.ReadAsync(buffer.AsMemory(end), cancel);
        end += count;
        return count > 0;
    }

    [GeneratedRegex("<([^>]*)>")]
    private static partial Regex Address();

    [GeneratedRegex(@"^Message-ID:\s*<([^>]+)>", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();
}
