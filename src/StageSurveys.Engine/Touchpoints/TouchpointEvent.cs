using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>"Customer X went through touchpoint Y at time T", with its context.</summary>
public sealed class TouchpointEvent
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The sender's id of the event; the same one twice changes nothing.</summary>
    public required string EventKey { get; set; }
    public Guid TouchpointId { get; set; }
    public Guid CustomerId { get; set; }
    public DateTimeOffset OccurredAt { get; set; }
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>api, bus, import, try, wave or demo.</summary>
    public required string Source { get; set; }

    /// <summary>Free JSON object of the sender (order number, channel…).</summary>
    public string Context { get; set; } = "{}";

    /// <summary>When its invitations were planned; null while that is still to come.</summary>
    public DateTimeOffset? PlannedAt { get; set; }

    /// <summary>The wave that asks by this event; null for what a customer went through.</summary>
    public Guid? WaveId { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TouchpointEvent>
    {
        public void Configure(EntityTypeBuilder<TouchpointEvent> entity)
        {
            entity.Property(x => x.Context).HasColumnType("jsonb");
            entity.HasIndex(x => x.EventKey).IsUnique();
            entity.HasIndex(x => new { x.TouchpointId, x.OccurredAt });
            entity.HasIndex(x => new { x.CustomerId, x.OccurredAt });
            entity.HasIndex(x => x.OccurredAt);
            entity.HasIndex(x => x.WaveId).HasFilter("wave_id IS NOT NULL");
            entity.HasIndex(x => x.ReceivedAt, "IX_TouchpointEvents_ReceivedAt");
            entity.HasIndex(x => x.ReceivedAt).HasFilter("planned_at IS NULL").HasDatabaseName("IX_TouchpointEvents_ToPlan");
        }
    }
}
