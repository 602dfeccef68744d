using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace StageSurveys.Engine.Mail;

/// <summary>What the settings say against sending. A fault: nobody could be reached, or nobody could answer or opt out. A warning: mailbox providers will mistrust the mails.</summary>
/// <remarks>Fields are the names of the settings.</remarks>
public sealed class SenderCheck(IOptions<MailOptions> options, IConfiguration configuration)
{
    public (IReadOnlyList<Fault> Faults, IReadOnlyList<Fault> Warnings) Run() => Run(options.Value, configuration["Site:PublicUrl"]);

    /// <param name="publicUrl">Where the links of mails lead; null or empty when it is not set.</param>
    public static (IReadOnlyList<Fault> Faults, IReadOnlyList<Fault> Warnings) Run(MailOptions mail, string? publicUrl)
    {
        // Nothing leaves the machine, so there is nobody whom a wrong setting could harm.
        if (mail.Transport == MailTransportKind.Mailbox) return ([], [new Fault("Mail:Transport", "Mails are kept in the local mailbox and reach no customer.")]);
        List<Fault> faults = [], warnings = [];
        var sender = mail.Sender.Domain;
        if (!IsPublic(sender)) faults.Add(new Fault("Mail:From", "The sender is not set: no mail server takes mails from {0}.", mail.Sender.Address));
        CheckLinks(mail, sender, publicUrl, faults, warnings);
        if (mail.BounceAddress.Length == 0)
            warnings.Add(new Fault("Mail:BounceAddress", "No address for bounces: mails that come back count nothing, and dead addresses are written to again and again."));
        else if (IsPublic(sender) && mail.BounceAddress[(mail.BounceAddress.LastIndexOf('@') + 1)..] is var bounces && !AreAligned(sender, bounces))
            warnings.Add(new Fault("Mail:BounceAddress", "Bounces go to {0}, but the sender is of {1}: SPF does not speak for the sender, so DMARC rests on the DKIM signature alone.", bounces, sender));
        return (faults, warnings);
    }

    private static void CheckLinks(MailOptions mail, string sender, string? publicUrl, List<Fault> faults, List<Fault> warnings)
    {
        if (string.IsNullOrWhiteSpace(publicUrl) || !Uri.TryCreate(publicUrl, UriKind.Absolute, out var site) || site.Scheme is not ("https" or "http"))
        {
            faults.Add(new Fault("Site:PublicUrl", "The public address of the site is not set: nobody could answer, and nobody could opt out."));
            return;
        }

        if (IsThisMachine(site.IdnHost))
        {
            // A mail server on this machine may be one that shows mails to a developer.
            var fault = new Fault("Site:PublicUrl", "The links lead to {0}, which only this machine knows: nobody could answer, and nobody could opt out.", site.Host);
            (IsThisMachine(mail.Smtp.Host) ? warnings : faults).Add(fault);
        }
        else if (IsPublic(sender) && !AreAligned(sender, site.IdnHost))
            warnings.Add(new Fault("Site:PublicUrl", "The links lead to {0}, but the sender is of {1}: mailbox providers mistrust that.", site.Host, sender));
        if (site.Scheme != "https")
            warnings.Add(new Fault("Site:PublicUrl", "The address does not begin with https: mail programs offer no one-click opt-out then."));
    }

    private static bool IsPublic(string domain) => domain.Contains('.') && !domain.EndsWith(".localdomain", StringComparison.OrdinalIgnoreCase) && !domain.EndsWith(".local", StringComparison.OrdinalIgnoreCase);

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// Whether two domains belong together, as DMARC's relaxed alignment (RFC 7489, 3.1) has it. Without the list of public suffixes a name of three letters or fewer
    /// before a country (co.uk, com.au) is taken for one.
    /// </summary>
    internal static bool AreAligned(string first, string second)
    {
        (first, second) = (first.ToLowerInvariant().TrimEnd('.'), second.ToLowerInvariant().TrimEnd('.'));
        return first.EndsWith('.' + second, StringComparison.Ordinal) || second.EndsWith('.' + first, StringComparison.Ordinal) || Organisation(first) == Organisation(second);
    }

    private static string Organisation(string domain)
    {
        var labels = domain.Split('.');
        var kept = labels.Length > 2 && labels[^2].Length <= 3 && labels[^1].Length == 2 ? 3 : 2;
        return string.Join('.', labels.TakeLast(kept));
    }
}
