using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// A day's sums of a cell (persona × touchpoint × dimension): everything M4 needs, decay included, without the answers.
/// Kept twice: over the answers that count under the 30-day rule, and over every answer.
/// </summary>
public sealed class CellDay
{
    public Guid TouchpointId { get; set; }
    public Guid PersonaId { get; set; }
    public required string Dimension { get; set; }

    /// <summary>True: only answers that count under the 30-day rule. False: every answer.</summary>
    public bool Latest { get; set; }

    /// <summary>UTC date of the answers.</summary>
    public DateOnly Day { get; set; }
    public int N { get; set; }

    /// <summary>Σw, Σw², Σwx, Σwx²; stored as decimals, whose sums are exact (see <see cref="CellChanges"/>).</summary>
    public double SumW { get; set; }
    public double SumWw { get; set; }
    public double SumWx { get; set; }
    public double SumWxx { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<CellDay>
    {
        public void Configure(EntityTypeBuilder<CellDay> entity)
        {
            entity.HasKey(x => new { x.TouchpointId, x.PersonaId, x.Dimension, x.Latest, x.Day });
            entity.Property(x => x.SumW).HasColumnType("numeric");
            entity.Property(x => x.SumWw).HasColumnType("numeric");
            entity.Property(x => x.SumWx).HasColumnType("numeric");
            entity.Property(x => x.SumWxx).HasColumnType("numeric");
        }
    }
}
