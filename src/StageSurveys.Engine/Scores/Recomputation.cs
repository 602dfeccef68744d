using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>Where a recompute stands.</summary>
public enum RecomputationState { Running, Finished, Stopped }

/// <summary>
/// Everything stored is scored again under another profile, beside what screens read, and takes its place at once when it is complete. Until then every
/// figure comes from the profile before.
/// </summary>
public sealed class Recomputation
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Number of the profile that comes into force at the end.</summary>
    public int Profile { get; set; }

    /// <summary>Number of the profile in force until then.</summary>
    public int Before { get; set; }
    public RecomputationState State { get; set; }

    /// <summary>Scored responses when it began; more may come.</summary>
    public long Total { get; set; }

    /// <summary>Responses scored again.</summary>
    public long Done { get; set; }

    /// <summary>Responses are taken in the order of their ids; all up to this one are done.</summary>
    public Guid Cursor { get; set; }

    /// <summary>Counts the starts. Who works on it carries the number of its start and writes nothing once there is another.</summary>
    public int Attempt { get; set; }

    /// <summary>Newest migration when the tables beside were made; another one means that they must be made anew.</summary>
    public string Migration { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Display name of a person.</summary>
    public string StartedBy { get; set; } = "";

    /// <summary>When whoever works on it last gave a sign of life; null when it is free to be taken.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>0..1; 1 only when it is finished.</summary>
    public double Progress => State == RecomputationState.Finished ? 1 : Total == 0 ? 0 : Math.Min(0.99, (double)Done / Total);

    internal sealed class Mapping : IEntityTypeConfiguration<Recomputation>
    {
        public void Configure(EntityTypeBuilder<Recomputation> entity)
        {
            entity.ToTable("recomputations");
            entity.Ignore(x => x.Progress);
            entity.HasIndex(x => x.State).IsUnique().HasFilter("state = 'Running'");
            entity.HasIndex(x => x.StartedAt);
        }
    }
}

/// <summary>A response that was scored while a recompute ran, and must be taken over by it.</summary>
public sealed class RecomputationChange
{
    public Guid ResponseId { get; set; }

    /// <summary>Another one with every scoring, so that one that came in between is not lost.</summary>
    public Guid Stamp { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RecomputationChange>
    {
        public void Configure(EntityTypeBuilder<RecomputationChange> entity)
        {
            entity.ToTable("recomputation_changes");
            entity.HasKey(x => x.ResponseId);
            entity.Property(x => x.ResponseId).ValueGeneratedNever();
        }
    }
}
