using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Journeys;

/// <summary>How the channels of a journey work together.</summary>
public enum ChannelStrategy { Multichannel, CrossChannel, Omnichannel }

/// <summary>An ordered list of stages that one kind of customer goes through.</summary>
public sealed class Journey
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Short stable key, unique in the workspace: lower-case letters, digits and hyphens.</summary>
    public required string Key { get; set; }
    public required LocalText Name { get; set; }
    public ChannelStrategy ChannelStrategy { get; set; } = ChannelStrategy.Omnichannel;
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set when the journey was put away: hidden from lists, its data kept.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }
    public List<Stage> Stages { get; set; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Journey>
    {
        public void Configure(EntityTypeBuilder<Journey> entity)
        {
            entity.HasIndex(x => x.Key).IsUnique();
            entity.HasMany(x => x.Stages).WithOne().HasForeignKey(x => x.JourneyId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
