using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// A day's sums of a cell (persona × touchpoint × dimension) from one survey version: everything M4 needs, decay included, without the answers.
/// Kept twice: over the answers that count under the 30-day rule, and over every answer.
/// </summary>
public sealed class CellDay
{
    public Guid TouchpointId { get; set; }
    public Guid PersonaId { get; set; }
    public Guid SurveyVersionId { get; set; }
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
            // The days of one cell lie side by side: spans are made of them.
            entity.HasKey(x => new { x.TouchpointId, x.PersonaId, x.SurveyVersionId, x.Day, x.Dimension, x.Latest });
            entity.Property(x => x.SumW).HasColumnType("numeric");
            entity.Property(x => x.SumWw).HasColumnType("numeric");
            entity.Property(x => x.SumWx).HasColumnType("numeric");
            entity.Property(x => x.SumWxx).HasColumnType("numeric");
        }
    }
}

/// <summary>
/// The sums of a persona at a touchpoint, from one survey version, over one span of days (<see cref="Scoring.Span"/>): what boards and maps read. Made of
/// <see cref="CellDay"/>, never of answers.
/// </summary>
public sealed class CellSpan
{
    public Guid TouchpointId { get; set; }

    /// <summary>The half-life with which answers fade towards the last day of the span; 0 for sums without decay. Single days have only these.</summary>
    public double HalfLife { get; set; }

    /// <summary>1, 7 or 28.</summary>
    public int Days { get; set; }
    public DateOnly Start { get; set; }
    public Guid PersonaId { get; set; }
    public Guid SurveyVersionId { get; set; }

    /// <summary>
    /// n, Σu, Σu², Σux, Σux², the sum of the answers' days and the latest of them (days since 1900-01-01, 0 for none), of goal, emotion and problem one after the
    /// other: 21 numbers, over every answer.
    /// </summary>
    public double[] Every { get; set; } = [];

    /// <summary>The same over the answers that count under the 30-day rule.</summary>
    public double[] Latest { get; set; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<CellSpan>
    {
        public void Configure(EntityTypeBuilder<CellSpan> entity) =>
            entity.HasKey(x => new { x.TouchpointId, x.HalfLife, x.Days, x.Start, x.PersonaId, x.SurveyVersionId });
    }
}

/// <summary>A half-life for which spans are kept decayed; with another one, days are read.</summary>
public sealed class ScoreHalfLife
{
    public double HalfLife { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ScoreHalfLife>
    {
        public void Configure(EntityTypeBuilder<ScoreHalfLife> entity)
        {
            entity.ToTable("score_half_lives");
            entity.HasKey(x => x.HalfLife);
            entity.Property(x => x.HalfLife).ValueGeneratedNever();
        }
    }
}
