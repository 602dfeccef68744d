using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>A survey or trigger whose mails wait until somebody resumes it.</summary>
public sealed class SendingStop
{
    /// <summary>Of the survey or the trigger.</summary>
    public Guid Id { get; set; }
    public DateTimeOffset Since { get; set; }

    /// <summary>Display name of who stopped it.</summary>
    public string By { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<SendingStop>
    {
        public void Configure(EntityTypeBuilder<SendingStop> entity)
        {
            entity.HasKey(x => x.Id);
            entity.Property(x => x.Id).ValueGeneratedNever();
        }
    }
}

/// <summary>How one domain of recipients is written to. The domain "" is the mail server that takes all our mails.</summary>
public sealed class SendingDomain
{
    /// <summary>Lower case, what stands behind the @.</summary>
    public required string Domain { get; set; }

    /// <summary>Mails a minute, all processes together; null takes the workspace's limit, 0 is none.</summary>
    public int? PerMinute { get; set; }

    /// <summary>Mails on their way at the same time from one process; null takes the workspace's limit, 0 is none.</summary>
    public int? AtOnce { get; set; }

    /// <summary>The next moment that no mail has been promised yet.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>No mail before this moment: the domain's server asked for a pause (421).</summary>
    public DateTimeOffset? HeldUntil { get; set; }

    /// <summary>How often it asked in a row; each time doubles the pause.</summary>
    public int Refusals { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SendingDomain>
    {
        public void Configure(EntityTypeBuilder<SendingDomain> entity) => entity.HasKey(x => x.Domain);
    }
}

/// <summary>How many mails were handed to the transport on one day (UTC), first mails and reminders, tries included.</summary>
public sealed class SendingDay
{
    public DateOnly Day { get; set; }
    public int Mails { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SendingDay>
    {
        public void Configure(EntityTypeBuilder<SendingDay> entity) => entity.HasKey(x => x.Day);
    }
}
