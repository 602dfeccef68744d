using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>A published map of a persona on a journey. It is never changed or deleted; the database refuses it too.</summary>
public sealed class MapVersion
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>No foreign key: a version outlives what it was made of.</summary>
    public Guid JourneyId { get; set; }
    public Guid PersonaId { get; set; }

    /// <summary>1, 2, 3 … of this persona on this journey.</summary>
    public int Number { get; set; }

    /// <summary>What the publisher calls it; empty for a scheduled one, which is called by its month.</summary>
    public string Title { get; set; } = "";
    public string Note { get; set; } = "";

    /// <summary>Last day of the answers in it (UTC).</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>First day of the answers that the version before did not have yet (UTC); after <see cref="AsOf"/> when there are none.</summary>
    public DateOnly FreshFrom { get; set; }

    /// <summary>First day of the month that a schedule made it for; null when a person published it. One version a month.</summary>
    public DateOnly? Month { get; set; }

    /// <summary>Name of the scoring profile.</summary>
    public required string Profile { get; set; }

    /// <summary>Version of the persona rules in force when it was published; 0 when there were none.</summary>
    public int RuleSetVersion { get; set; }

    /// <summary>A <see cref="FrozenMap"/> as JSON.</summary>
    public required string Content { get; set; }
    public DateTimeOffset PublishedAt { get; set; }

    /// <summary>Display name of a person; empty when a schedule did it.</summary>
    public string PublishedBy { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<MapVersion>
    {
        public void Configure(EntityTypeBuilder<MapVersion> entity)
        {
            entity.Property(x => x.Content).HasColumnType("jsonb");
            entity.HasIndex(x => new { x.JourneyId, x.PersonaId, x.Number }).IsUnique();
            entity.HasIndex(x => new { x.JourneyId, x.PersonaId, x.Month }).IsUnique().HasFilter("month IS NOT NULL");
        }
    }
}

/// <summary>A wish that a version is published every month, with the answers until the month's last day.</summary>
public sealed class MapSchedule
{
    public Guid JourneyId { get; set; }
    public Guid PersonaId { get; set; }

    /// <summary>First day of the first month that gets a version.</summary>
    public DateOnly Since { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<MapSchedule>
    {
        public void Configure(EntityTypeBuilder<MapSchedule> entity) => entity.HasKey(x => new { x.JourneyId, x.PersonaId });
    }
}
