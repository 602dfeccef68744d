using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>Counts up whenever something of a touchpoint was scored, so that an open screen can ask cheaply whether it is still up to date.</summary>
public sealed class ScoreStamp
{
    public Guid TouchpointId { get; set; }
    public long Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ScoreStamp>
    {
        public void Configure(EntityTypeBuilder<ScoreStamp> entity)
        {
            entity.ToTable("score_stamps");
            entity.HasKey(x => x.TouchpointId);
            entity.Property(x => x.TouchpointId).ValueGeneratedNever();
        }
    }
}
