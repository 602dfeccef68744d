using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// What a team assumed of a persona on a journey before it looked: one frozen version. Another opinion is another version, so that nobody can say afterwards
/// to have known it all along.
/// </summary>
public sealed class Hypothesis
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid PersonaId { get; set; }
    public Guid JourneyId { get; set; }

    /// <summary>1, 2, 3… for a persona and journey; the highest is drawn on the map.</summary>
    public int Number { get; set; }
    public DateTimeOffset SavedAt { get; set; }

    /// <summary>Who saved it; empty for one that was taken over from the touchpoints of an earlier version of the product.</summary>
    public string SavedBy { get; set; } = "";

    /// <summary>Whether who saved it had opened the map before; null where that is not known.</summary>
    public bool? MapOpened { get; set; }
    public List<HypothesisLine> Lines { get; set; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Hypothesis>
    {
        public void Configure(EntityTypeBuilder<Hypothesis> entity)
        {
            entity.ToTable("hypotheses");
            entity.HasIndex(x => new { x.PersonaId, x.JourneyId, x.Number }).IsUnique();
            entity.HasIndex(x => x.JourneyId);
            entity.HasOne<Persona>().WithMany().HasForeignKey(x => x.PersonaId).OnDelete(DeleteBehavior.Cascade);
            entity.HasOne<Journey>().WithMany().HasForeignKey(x => x.JourneyId).OnDelete(DeleteBehavior.Cascade);
            entity.HasMany(x => x.Lines).WithOne().HasForeignKey(x => x.HypothesisId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>What was assumed of one touchpoint; every value may be left open.</summary>
public sealed class HypothesisLine
{
    public Guid HypothesisId { get; set; }
    public Guid TouchpointId { get; set; }

    /// <summary>−100..100.</summary>
    public double? Emotion { get; set; }

    /// <summary>0..100.</summary>
    public double? Goal { get; set; }

    /// <summary>0..100, high is bad.</summary>
    public double? Problem { get; set; }

    /// <summary>Why the team thinks so, in its own words.</summary>
    public string Reason { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<HypothesisLine>
    {
        public void Configure(EntityTypeBuilder<HypothesisLine> entity)
        {
            entity.HasKey(x => new { x.HypothesisId, x.TouchpointId });
            entity.HasIndex(x => x.TouchpointId);
            entity.HasOne<Touchpoint>().WithMany().HasForeignKey(x => x.TouchpointId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
