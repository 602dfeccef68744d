using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Imports;

/// <summary>A saved mapping from a file's columns to the product's fields.</summary>
public sealed class ImportMapping
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public required string Name { get; set; }

    /// <summary>The mapping document; its shape is described beside the mapping reader.</summary>
    public required string Document { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ImportMapping>
    {
        public void Configure(EntityTypeBuilder<ImportMapping> entity)
        {
            entity.Property(x => x.Document).HasColumnType("jsonb");
            entity.HasIndex(x => x.Name).IsUnique();
        }
    }
}

/// <summary>Where an import stands. A draft has its files but no mapping yet.</summary>
public enum ImportState { Draft, Waiting, Running, Finished, Failed, Cancelled }

/// <summary>One import of one file.</summary>
public sealed class ImportRun
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public required string FileName { get; set; }

    /// <summary>The folder in which the uploaded files wait; empty once done, and for a file that lies on the caller's own disk.</summary>
    public string StoredFile { get; set; } = "";

    /// <summary>The mapping as it was when the run began.</summary>
    public required string Mapping { get; set; }
    public ImportState State { get; set; }

    /// <summary>
    /// Counts the starts. Who works on the run carries the number of its start and writes nothing once the run has another: it was slow, or thought
    /// dead, and somebody began anew.
    /// </summary>
    public int Attempt { get; set; }

    /// <summary>0..1, by bytes read.</summary>
    public double Progress { get; set; }
    public long RowsRead { get; set; }
    public long RowsAdded { get; set; }
    public long RowsUpdated { get; set; }

    /// <summary>Rows that were there already.</summary>
    public long RowsUnchanged { get; set; }
    public long RowsRejected { get; set; }

    /// <summary>Rows that a condition of the mapping leaves out, or that tell nothing.</summary>
    public long RowsLeftOut { get; set; }

    /// <summary>Why the whole run failed, in English; empty otherwise.</summary>
    public string Error { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>When whoever works on it last gave a sign of life.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }
    public string StartedBy { get; set; } = "";

    internal sealed class ConfigureRun : IEntityTypeConfiguration<ImportRun>
    {
        public void Configure(EntityTypeBuilder<ImportRun> entity)
        {
            entity.Property(x => x.Mapping).HasColumnType("jsonb");
            entity.HasIndex(x => x.CreatedAt);
        }
    }
}

/// <summary>One rejected row of an import.</summary>
public sealed class ImportFault
{
    public long Id { get; set; }
    public Guid RunId { get; set; }

    /// <summary>Line in the file, from 1 (the header is line 1).</summary>
    public long Line { get; set; }
    public required string Field { get; set; }

    /// <summary>English format text and its arguments, as in <see cref="Fault"/>.</summary>
    public required string Text { get; set; }
    public string[] Args { get; set; } = [];

    internal sealed class ConfigureFault : IEntityTypeConfiguration<ImportFault>
    {
        public void Configure(EntityTypeBuilder<ImportFault> entity)
        {
            entity.Property(x => x.Id).UseIdentityAlwaysColumn();
            entity.HasIndex(x => new { x.RunId, x.Line });
        }
    }
}
