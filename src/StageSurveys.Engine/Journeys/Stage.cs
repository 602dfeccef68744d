using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Journeys;

/// <summary>Where a stage lies relative to the purchase.</summary>
public enum StagePhase { Before, During, After }

/// <summary>A phase of a journey.</summary>
public sealed class Stage
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid JourneyId { get; set; }

    /// <summary>Short stable key, unique within the journey.</summary>
    public required string Key { get; set; }
    public required LocalText Name { get; set; }
    public StagePhase Phase { get; set; }

    /// <summary>Order within the journey, from 0.</summary>
    public int Position { get; set; }
    public List<Touchpoint> Touchpoints { get; set; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Stage>
    {
        public void Configure(EntityTypeBuilder<Stage> entity)
        {
            entity.HasIndex(x => new { x.JourneyId, x.Key }).IsUnique();
            entity.HasMany(x => x.Touchpoints).WithOne().HasForeignKey(x => x.StageId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
