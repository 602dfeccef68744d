using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>What a mail's result means for its line: where it goes, why, and when it is tried again.</summary>
internal sealed record SendOutcome(Disposition Disposition, string Reason, TimeSpan? RetryAfter = null)
{
    private static readonly int[] Backoff = [1, 5, 15, 60, 240];

    /// <param name="result">What the transport says.</param>
    /// <param name="attempts">Tries so far, this one included.</param>
    public static SendOutcome Of(MailResult result, int attempts, InvitationOptions options)
    {
        if (result.Outcome == MailOutcome.Sent) return new(Disposition.Sent, "");
        var reason = ReasonOf(result);
        if (result.Outcome == MailOutcome.Unknown) return new(Disposition.Unknown, reason);
        var first = TimeSpan.FromSeconds(options.RetryAfterSeconds);
        if (result.ServerUnavailable && attempts < options.MaxConnectAttempts)
            return new(Disposition.Planned, reason, first * Math.Min(attempts, 15));
        if (result.CanRetry && attempts < options.MaxAttempts)
            return new(Disposition.Planned, reason, first * Backoff[Math.Min(attempts, Backoff.Length) - 1]);
        // A server that will not take this recipient at all: the address is bad, not the mail.
        return new(result is { Permanent: true, Stage: MailStage.RcptTo } ? Disposition.Bounced : Disposition.Failed, reason);
    }

    /// <summary>"smtp-rcpt-550": the stage of the session and the server's code, where there was one.</summary>
    private static string ReasonOf(MailResult result)
    {
        if (result.Stage == MailStage.Compose) return Reasons.Compose;
        var stage = result.Stage switch
        {
            MailStage.Connect => "connect",
            MailStage.Greeting => "greeting",
            MailStage.Hello => "hello",
            MailStage.StartTls => "tls",
            MailStage.Auth => "auth",
            MailStage.MailFrom => "from",
            MailStage.RcptTo => "rcpt",
            MailStage.Data => "data",
            _ => "body",
        };
        return result.Code is { } code ? $"smtp-{stage}-{code}" : $"smtp-{stage}";
    }
}
