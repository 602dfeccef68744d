using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Another mark whenever a roll-up of a touchpoint changed within a stretch of four weeks, set in the transaction that changes it: whoever has read these weeks
/// under a mark need not read them again while it stands. Four weeks without a mark hold nothing.
/// </summary>
public sealed class SpanMark
{
    public Guid TouchpointId { get; set; }

    /// <summary>First day of a span of 28 days.</summary>
    public DateOnly Start { get; set; }
    public Guid Mark { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SpanMark>
    {
        public void Configure(EntityTypeBuilder<SpanMark> entity) => entity.ToTable("span_marks").HasKey(x => new { x.TouchpointId, x.Start });
    }
}
