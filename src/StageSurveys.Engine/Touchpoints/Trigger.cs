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

    /// <summary>How often somebody who has not answered is written to again, 0 to 5.</summary>
    public int ReminderCount { get; set; }

    /// <summary>Days from one mail to the next, 1 to 60.</summary>
    public int ReminderDays { get; set; } = 3;

    /// <summary>The last reminder says that it is the last, and names the day on which the survey closes.</summary>
    public bool LastCall { get; set; } = true;

    /// <summary>An answer is thanked for by mail.</summary>
    public bool ThankYou { get; set; }

    /// <summary>Belongs to waves: no ordinary event fires it, and a wave's event fires only its own.</summary>
    public bool ForWaves { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Trigger>
    {
        public void Configure(EntityTypeBuilder<Trigger> entity) => entity.HasIndex(x => x.TouchpointId);
    }
}
