using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Invitations.Bounces;

/// <summary>What a mail that came back counts as.</summary>
public enum ReturnMeaning
{
    /// <summary>The address takes no mail, for good.</summary>
    HardBounce,

    /// <summary>This mail was not delivered; another one may be.</summary>
    SoftBounce,

    /// <summary>The person marked the mail as unwanted.</summary>
    Complaint,

    /// <summary>A program answered: nothing.</summary>
    AutoReply,

    /// <summary>Delayed or delivered: nothing.</summary>
    Progress,

    /// <summary>A letter, or nothing that could be read: nothing.</summary>
    Other,
}

/// <summary>A mail that came back. It holds no address and none of its text.</summary>
public sealed class MailReturn
{
    /// <summary>SHA-256 of the message, or of what a mail service names the event by: the same one counts once.</summary>
    public required byte[] Fingerprint { get; set; }

    /// <summary>The invitation it is about; null where no signed address says so.</summary>
    public Guid? InvitationId { get; set; }
    public ReturnMeaning Kind { get; set; }

    /// <summary>Enhanced status code, "5.1.1"; empty where there is none.</summary>
    public string Status { get; set; } = "";
    public DateTimeOffset ReceivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MailReturn>
    {
        public void Configure(EntityTypeBuilder<MailReturn> entity)
        {
            entity.HasKey(x => x.Fingerprint);
            entity.HasIndex(x => x.InvitationId);
            entity.HasIndex(x => x.ReceivedAt);
        }
    }
}
