using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail;

public enum MailOutcome
{
    /// <summary>The next hop took the mail.</summary>
    Sent,

    /// <summary>The next hop did not take the mail; sending again cannot make two.</summary>
    Failed,

    /// <summary>The mail may or may not have been taken: the connection died after its content began to go out and before the reply.</summary>
    Unknown,
}

/// <summary>How far a mail came. Everything before <see cref="Body"/> is certain not to have been delivered.</summary>
public enum MailStage
{
    /// <summary>The mail could not be written: an address, a header, or a size that the server refuses in advance.</summary>
    Compose,
    Connect,
    Greeting,
    Hello,
    StartTls,
    Auth,
    MailFrom,
    RcptTo,
    Data,
    Body,
    Quit,
}

/// <summary>What became of one mail. Holds no address: whatever looks like one in the server's text is blanked.</summary>
public sealed partial record MailResult
{
    public required MailOutcome Outcome { get; init; }

    /// <summary>The last stage that was reached.</summary>
    public required MailStage Stage { get; init; }

    /// <summary>True for a failure that the same mail will meet again, whenever it is sent.</summary>
    public bool Permanent { get; init; }

    /// <summary>The three digits of the server's reply, when there was one.</summary>
    public int? Code { get; init; }

    /// <summary>The enhanced status code of RFC 3463, such as <c>5.1.1</c>, when the server gives it.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>What the server said, or in our words what happened to the connection.</summary>
    public string? ServerText { get; init; }

    /// <summary>A failure that may be tried again later without danger of a second mail.</summary>
    public bool CanRetry => Outcome == MailOutcome.Failed && !Permanent;

    /// <summary>No session could be opened: nothing is known about this mail, and the others will meet the same.</summary>
    public bool ServerUnavailable => Outcome == MailOutcome.Failed && Stage is >= MailStage.Connect and <= MailStage.Auth;

    internal static MailResult Delivered(SmtpReply reply) => From(reply, MailOutcome.Sent, MailStage.Body, permanent: false);

    /// <summary>
    /// A refusal. While the session is being opened, or when the server asks for another log-in, the fault lies with the
    /// settings or the server, never with this mail, so even a 5xx is not permanent for it.
    /// </summary>
    internal static MailResult Refused(MailStage stage, SmtpReply reply) =>
        From(reply, MailOutcome.Failed, stage, stage >= MailStage.MailFrom && reply.Code is >= 500 and not (530 or 534 or 535 or 538));

    internal static MailResult Broken(MailStage stage, string why, SmtpReply? last = null) => new()
    {
        Outcome = stage == MailStage.Body ? MailOutcome.Unknown : MailOutcome.Failed,
        Stage = stage,
        Code = last?.Code,
        EnhancedCode = last?.EnhancedCode,
        ServerText = Blank(why),
    };

    internal static MailResult Unwritable(string why) => new()
    {
        Outcome = MailOutcome.Failed,
        Stage = MailStage.Compose,
        Permanent = true,
        ServerText = Blank(why),
    };

    private static MailResult From(SmtpReply reply, MailOutcome outcome, MailStage stage, bool permanent) => new()
    {
        Outcome = outcome,
        Stage = stage,
        Permanent = permanent,
        Code = reply.Code,
        EnhancedCode = reply.EnhancedCode,
        ServerText = Blank(reply.Text),
    };

    private static string Blank(string text)
    {
        var clean = AddressLike().Replace(text, "[address]");
        return clean.Length <= 500 ? clean : clean[..500];
    }

    [GeneratedRegex(@"[^\s<>()\[\],;:""']+@[^\s<>()\[\],;:""']+", RegexOptions.CultureInvariant)]
    private static partial Regex AddressLike();
}

/// <summary>A mail that cannot be written as it was asked for; the message names the part and never repeats an address.</summary>
public sealed class MailFault(string message) : Exception(message);
