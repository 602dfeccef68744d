using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Profiles;

/// <summary>Where a version of the scoring profile stands. A published one is frozen; the database refuses a change too.</summary>
public enum ProfileState { Draft, Published }

/// <summary>A version of the scoring profile: every constant of the model as JSON.</summary>
public sealed class ScoringProfileVersion
{
    /// <summary>1, 2, 3 …; stored with everything that was computed from it.</summary>
    public int Number { get; set; }

    /// <summary>"v1", "v2" …: what figures, exports and the interface name.</summary>
    public required string Name { get; set; }
    public ProfileState State { get; set; }

    /// <summary>The constants, as <see cref="Scoring.ScoringProfile.ToJson"/> writes them.</summary>
    public required string Profile { get; set; }

    /// <summary>What is different and why, in the words of whoever made it.</summary>
    public string Note { get; set; } = "";

    /// <summary>Number of the version it was copied from; null for the first.</summary>
    public int? CopiedFrom { get; set; }

    /// <summary>True for the one version that figures are computed with.</summary>
    public bool InForce { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Display name of a person; empty for the version that came with the program.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When a draft was last saved.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }
    public string PublishedBy { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<ScoringProfileVersion>
    {
        public void Configure(EntityTypeBuilder<ScoringProfileVersion> entity)
        {
            entity.ToTable("scoring_profiles");
            entity.HasKey(x => x.Number);
            entity.Property(x => x.Number).ValueGeneratedNever();
            entity.Property(x => x.Profile).HasColumnType("jsonb");
            entity.HasIndex(x => x.Name).IsUnique();
            entity.HasIndex(x => x.InForce).IsUnique().HasFilter("in_force");
        }
    }
}
