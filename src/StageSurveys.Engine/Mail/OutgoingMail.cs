using System.Globalization;
using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>A mail made ready for one server: the envelope commands, and the content with doubled dots and its final dot.</summary>
internal sealed record OutgoingMail(string MailFrom, string RcptTo, byte[] Content)
{
    /// <summary>Throws <see cref="MailFault"/> for what this server cannot take.</summary>
    public static OutgoingMail For(MailMessage message, MailAddress from, string messageId, DateTimeOffset date, SmtpCapabilities server)
    {
        var sender = MailAddress.Wire(message.ReturnPath ?? from.Address);
        var recipient = MailAddress.Wire(message.To.Address);
        var utf8 = !Ascii.IsValid(sender) || !Ascii.IsValid(recipient) || !Ascii.IsValid(MailAddress.Wire(from.Address));
        if (utf8 && !server.Utf8) throw new MailFault("an address has letters that this server does not take (no SMTPUTF8)");
        var mime = MimeWriter.Write(message, from, messageId, date, server.EightBit, server.Utf8);
        if (server.SizeLimit > 0 && mime.Length > server.SizeLimit)
            throw new MailFault(string.Create(CultureInfo.InvariantCulture, $"the mail has {mime.Length} bytes, the server takes {server.SizeLimit}"));

        var mailFrom = new StringBuilder("MAIL FROM:<").Append(sender).Append('>');
        if (server.HasSize) mailFrom.Append(CultureInfo.InvariantCulture, $" SIZE={mime.Length}");
        if (server.EightBit && !Ascii.IsValid(mime)) mailFrom.Append(" BODY=8BITMIME");
        if (utf8) mailFrom.Append(" SMTPUTF8");
        var rcptTo = new StringBuilder("RCPT TO:<").Append(recipient).Append('>');
        if (server.Dsn)
        {
            mailFrom.Append(" RET=HDRS");
            if (message.Reference is { } reference) mailFrom.Append(CultureInfo.InvariantCulture, $" ENVID={reference:N}");
            rcptTo.Append(" NOTIFY=FAILURE");
            if (Ascii.IsValid(recipient)) rcptTo.Append(" ORCPT=rfc822;").Append(Xtext(recipient));
        }

        return new OutgoingMail(mailFrom.Append("\r\n").ToString(), rcptTo.Append("\r\n").ToString(), Stuffed(mime));
    }

    /// <summary>A dot at the start of a line gets a second one, and a dot alone ends it all (RFC 5321, 4.5.2).</summary>
    internal static byte[] Stuffed(ReadOnlySpan<byte> mime)
    {
        var content = new List<byte>(mime.Length + 64);
        if (mime.StartsWith("."u8)) content.Add((byte)'.');
        while (mime.IndexOf("\r\n."u8) is var at and >= 0)
        {
            content.AddRange(mime[..(at + 3)]);
            content.Add((byte)'.');
            mime = mime[(at + 3)..];
        }

        content.AddRange(mime);
        if (!mime.EndsWith("\r\n"u8)) content.AddRange("\r\n"u8);
        content.AddRange(".\r\n"u8);
        return [.. content];
    }

    private static string Xtext(string address) => address.Replace("+", "+2B", StringComparison.Ordinal).Replace("=", "+3D", StringComparison.Ordinal);
}
