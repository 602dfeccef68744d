using Microsoft.Extensions.Options;

namespace StageSurveys.Engine.Mail;

/// <summary>The marks by which others tell our mails apart: ids in the sending domain, and the groups that a mailbox provider counts complaints by.</summary>
public sealed class SendingIdentity(IOptions<MailOptions> options)
{
    /// <summary>Where bounces go, without a tag; empty when none are taken.</summary>
    public string BounceAddress => options.Value.BounceAddress;

    /// <summary>Without angle brackets. The same mail has the same one however often it is tried; a reminder has another.</summary>
    /// <param name="number">0 for the first mail about something, 1 for the first reminder …</param>
    public string MessageId(Guid about, int number) => number == 0 ? $"{about:N}@{options.Value.MessageDomain}" : $"{about:N}.{number}@{options.Value.MessageDomain}";

    /// <summary>
    /// Feedback-ID as Gmail reads it: up to three groups, then the sender, all without personal data. A group is counted only where it brings enough
    /// complaints, so keys of surveys and touchpoints are right and ids of invitations would be useless.
    /// </summary>
    public string FeedbackId(string survey, string touchpoint, string kind) => $"{Group(survey)}:{Group(touchpoint)}:{kind}:{Sender}";

    /// <summary>5 to 15 letters and digits that stay the same for all our mails.</summary>
    private string Sender
    {
        get
        {
            var letters = new string([.. options.Value.MessageDomain.Where(char.IsAsciiLetterOrDigit).Take(15)]);
            return letters.Length >= 5 ? letters : (letters + "survey")[..Math.Min(15, letters.Length + 6)];
        }
    }

    private static string Group(string key) => new([.. key.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-').Take(60)]);
}
