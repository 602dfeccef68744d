using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>Attaches a survey to a touchpoint.</summary>
public sealed class Trigger
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid TouchpointId { get; set; }
    public Guid SurveyId { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>Minutes between the event and the invitation, 0 or more.</summary>
    public int DelayMinutes { get; set; }

    /// <summary>Share of events that lead to an invitation, above 0 and at most 1.</summary>
    public double SamplingRate { get; set; } = 1;

    /// <summary>Only customers of these personas; empty means everybody.</summary>
    public Guid[] PersonaIds { get; set; } = [];

    /// <summary>Days from sending during which the survey can be answered, 1 to 365.</summary>
    public int ExpiryDays { get; set; } = 14;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Trigger>
    {
        public void Configure(EntityTypeBuilder<Trigger> entity) => entity.HasIndex(x => x.TouchpointId);
    }
}
