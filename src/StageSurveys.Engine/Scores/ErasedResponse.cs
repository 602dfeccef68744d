using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Says that a response was erased, when and by whom, and nothing of what it said. The file it came from may be imported again: the answer stays away.
/// </summary>
public sealed class ErasedResponse
{
    /// <summary>The id that the response had.</summary>
    public Guid Id { get; set; }
    public DateTimeOffset ErasedAt { get; set; }

    /// <summary>Name of the administrator.</summary>
    public required string ErasedBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ErasedResponse>
    {
        public void Configure(EntityTypeBuilder<ErasedResponse> entity) => entity.Property(x => x.Id).ValueGeneratedNever();
    }
}
