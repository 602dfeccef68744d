using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace StageSurveys.Engine.Mail;

public enum MailTransportKind
{
    /// <summary>Into the product's own database, to be looked at on a page.</summary>
    Mailbox,

    /// <summary>To a mail server.</summary>
    Smtp,
}

public enum SmtpSecurity
{
    None,

    /// <summary>Plain at first, then STARTTLS, which the server must offer.</summary>
    StartTls,

    /// <summary>TLS from the first byte, usually port 465.</summary>
    Tls,
}

/// <summary>The section <c>Mail</c>.</summary>
public sealed class MailOptions
{
    public MailTransportKind Transport { get; set; } = MailTransportKind.Mailbox;

    /// <summary>The visible sender, <c>Name &lt;address&gt;</c> or an address.</summary>
    public string From { get; set; } = "Stage Surveys <surveys@localhost>";

    /// <summary>Right side of Message-ID; empty takes the domain of <see cref="From"/>.</summary>
    public string Domain { get; set; } = "";

    /// <summary>
    /// Where bounces are delivered, <c>bounces@mail.example.org</c>: each mail gets an envelope sender of its own, this address with a signed tag behind
    /// a "+". Its server must deliver what comes to <c>bounces+anything</c> and hand it to the product. Empty: bounces go to <see cref="From"/> and count nothing.
    /// </summary>
    public string BounceAddress { get; set; } = "";

    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>Settings that could not be read at all; kept so that they are reported together with the others.</summary>
    internal List<string> Unreadable { get; } = [];

    /// <summary>The sender, checked at start.</summary>
    public MailAddress Sender => MailAddress.Parse(From) ?? throw new InvalidOperationException("Mail:From is not an address.");

    internal string MessageDomain => MailAddress.Wire("id@" + (Domain.Length > 0 ? Domain : Sender.Domain))[3..];

    internal void Read(IConfiguration section)
    {
        From = section["From"] ?? From;
        Domain = section["Domain"] ?? Domain;
        BounceAddress = section["BounceAddress"] ?? BounceAddress;
        Transport = ReadEnum(section, "Transport", Transport);
        Smtp.Host = section["Smtp:Host"] ?? Smtp.Host;
        Smtp.User = section["Smtp:User"] ?? Smtp.User;
        Smtp.Password = section["Smtp:Password"] ?? Smtp.Password;
        Smtp.CertificateSha256 = section["Smtp:CertificateSha256"] ?? Smtp.CertificateSha256;
        Smtp.HelloName = section["Smtp:HelloName"] ?? Smtp.HelloName;
        Smtp.Security = ReadEnum(section, "Smtp:Security", Smtp.Security);
        Smtp.Port = ReadNumber(section, "Smtp:Port", Smtp.Port);
        Smtp.Connections = ReadNumber(section, "Smtp:Connections", Smtp.Connections);
        Smtp.MailsPerConnection = ReadNumber(section, "Smtp:MailsPerConnection", Smtp.MailsPerConnection);
        Smtp.ConnectTimeLimit = ReadSeconds(section, "Smtp:ConnectSeconds", Smtp.ConnectTimeLimit);
        Smtp.CommandTimeLimit = ReadSeconds(section, "Smtp:CommandSeconds", Smtp.CommandTimeLimit);
        Smtp.BodyTimeLimit = ReadSeconds(section, "Smtp:BodySeconds", Smtp.BodyTimeLimit);
    }

    private T ReadEnum<T>(IConfiguration section, string key, T current) where T : struct, Enum
    {
        var text = section[key];
        if (string.IsNullOrWhiteSpace(text)) return current;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])) return value;
        Unreadable.Add($"Mail:{key} is '{text}', but must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        return current;
    }

    private int ReadNumber(IConfiguration section, string key, int current)
    {
        var text = section[key];
        if (string.IsNullOrWhiteSpace(text)) return current;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return value;
        Unreadable.Add($"Mail:{key} is '{text}', but must be a whole number.");
        return current;
    }

    private TimeSpan ReadSeconds(IConfiguration section, string key, TimeSpan current) =>
        TimeSpan.FromSeconds(ReadNumber(section, key, (int)current.TotalSeconds));
}

/// <summary>The section <c>Mail:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 25;

    /// <summary>Empty: no log-in.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    public SmtpSecurity Security { get; set; } = SmtpSecurity.None;

    /// <summary>SHA-256 of the server's certificate in hex: exactly this one is trusted, whoever signed it. Empty: the usual checks.</summary>
    public string CertificateSha256 { get; set; } = "";

    /// <summary>The name said in EHLO; empty takes this machine's.</summary>
    public string HelloName { get; set; } = "";

    /// <summary>How many sessions may be open at once.</summary>
    public int Connections { get; set; } = 4;

    /// <summary>A session is closed after so many mails; many servers insist on it.</summary>
    public int MailsPerConnection { get; set; } = 500;

    public TimeSpan ConnectTimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For each reply up to the go-ahead for the content.</summary>
    public TimeSpan CommandTimeLimit { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>For sending the content and the reply to it. Long, because giving up here leaves a mail Unknown.</summary>
    public TimeSpan BodyTimeLimit { get; set; } = TimeSpan.FromSeconds(600);
}

/// <summary>Says at start which setting of <c>Mail</c> is missing or wrong, all of them at once.</summary>
internal sealed class MailOptionsCheck : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var faults = new List<string>(options.Unreadable);
        if (MailAddress.Parse(options.From) is null) faults.Add("Mail:From must be an address, or Name <address>.");
        if (options.Domain.Length > 0 && MailAddress.FaultOf("id@" + options.Domain) is not null) faults.Add("Mail:Domain must be a domain name.");
        if (options.BounceAddress.Length > 0 && (MailAddress.FaultOf(options.BounceAddress) is not null || !Ascii.IsValid(options.BounceAddress)))
            faults.Add("Mail:BounceAddress must be an address such as bounces@mail.example.org.");
        else if (options.BounceAddress.LastIndexOf('@') > ReturnAddress.LongestLocal)
            faults.Add($"Mail:BounceAddress may have at most {ReturnAddress.LongestLocal} characters before the @: the tag of each mail needs the rest.");
        if (options.Transport == MailTransportKind.Smtp) CheckSmtp(options.Smtp, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckSmtp(SmtpOptions smtp, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(smtp.Host)) faults.Add("Mail:Smtp:Host is needed when Mail:Transport is Smtp.");
        if (smtp.Port is < 1 or > 65535) faults.Add("Mail:Smtp:Port must be between 1 and 65535.");
        if (smtp.Connections is < 1 or > 100) faults.Add("Mail:Smtp:Connections must be between 1 and 100.");
        if (smtp.MailsPerConnection < 1) faults.Add("Mail:Smtp:MailsPerConnection must be at least 1.");
        if (smtp.ConnectTimeLimit <= TimeSpan.Zero) faults.Add("Mail:Smtp:ConnectSeconds must be at least 1.");
        if (smtp.CommandTimeLimit <= TimeSpan.Zero) faults.Add("Mail:Smtp:CommandSeconds must be at least 1.");
        if (smtp.BodyTimeLimit <= TimeSpan.Zero) faults.Add("Mail:Smtp:BodySeconds must be at least 1.");
        if (smtp.HelloName.Any(c => c is <= ' ' or > '~')) faults.Add("Mail:Smtp:HelloName must be a host name.");
        if (smtp.User.Length == 0 && smtp.Password.Length > 0) faults.Add("Mail:Smtp:Password is set, but Mail:Smtp:User is not.");
        if (smtp.User.Length > 0 && smtp.Password.Length == 0) faults.Add("Mail:Smtp:User is set, but Mail:Smtp:Password is not.");
        if (smtp.User.Length > 0 && smtp.Security == SmtpSecurity.None && !IsThisMachine(smtp.Host))
            faults.Add("Mail:Smtp:Security must be StartTls or Tls when Mail:Smtp:User is set: the password would cross the network unprotected.");
        if (smtp.CertificateSha256.Length > 0 && (smtp.CertificateSha256.Length != 64 || !smtp.CertificateSha256.All(char.IsAsciiHexDigit)))
            faults.Add("Mail:Smtp:CertificateSha256 must be 64 hexadecimal digits.");
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
