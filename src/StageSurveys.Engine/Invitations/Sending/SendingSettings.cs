using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>What sending needs to know in every process; one row, made by the migration.</summary>
public sealed class SendingSettings
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; } = 1;

    /// <summary>Signs the addresses that bounces come back to. Whoever reads it can forge a bounce, nothing else.</summary>
    public required byte[] ReturnKey { get; set; }

    /// <summary>Set while nothing at all is sent.</summary>
    public DateTimeOffset? StoppedAt { get; set; }
    public string StoppedBy { get; set; } = "";

    /// <summary>First day (UTC) of the plan for a new sending domain; null is no plan.</summary>
    public DateOnly? WarmUpFrom { get; set; }

    /// <summary>Most mails of each day from there on; after its last day there is no maximum.</summary>
    public int[] WarmUpPlan { get; set; } = [];

    /// <summary>Mails a minute to one domain that has no limit of its own; 0 is no limit.</summary>
    public int PerMinute { get; set; }

    /// <summary>Mails on their way to one such domain at the same time from one process; 0 is no limit.</summary>
    public int AtOnce { get; set; }

    /// <summary>Since when the ledger does not add up; null while it does. The other three say by how much.</summary>
    public DateTimeOffset? LedgerAlarmAt { get; set; }
    public long LedgerMissing { get; set; }
    public long LedgerOff { get; set; }
    public long LedgerUnwritten { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SendingSettings>
    {
        public void Configure(EntityTypeBuilder<SendingSettings> entity) => entity.Property(x => x.Id).ValueGeneratedNever();
    }
}

/// <summary>The link of an earlier mail about an invitation: it goes on leading there when a later mail carries another.</summary>
public sealed class EarlierLink
{
    public required byte[] TokenHash { get; set; }
    public Guid InvitationId { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<EarlierLink>
    {
        public void Configure(EntityTypeBuilder<EarlierLink> entity)
        {
            entity.HasKey(x => x.TokenHash);
            entity.HasIndex(x => x.InvitationId);
        }
    }
}

/// <summary>One disposition that an invitation had. The database writes these rows itself, at every change, and refuses to alter them.</summary>
public sealed class InvitationChange
{
    public long Id { get; set; }
    public Guid InvitationId { get; set; }
    public Disposition Disposition { get; set; }
    public string Reason { get; set; } = "";
    public DateTimeOffset At { get; set; }

    /// <summary>Display name of who changed it by hand; empty when the product did.</summary>
    public string By { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<InvitationChange>
    {
        public void Configure(EntityTypeBuilder<InvitationChange> entity)
        {
            entity.Property(x => x.Id).UseIdentityAlwaysColumn();
            entity.HasIndex(x => new { x.InvitationId, x.Id });
        }
    }
}
