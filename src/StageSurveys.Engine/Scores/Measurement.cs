using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>One scored value of one answer. Dimension ids: "goal", "emotion", "problem"; the raw nps and importance values have "none".</summary>
public sealed class Measurement
{
    public Guid ResponseId { get; set; }
    public Guid TouchpointId { get; set; }

    /// <summary>Name of the question in the survey version.</summary>
    public required string Question { get; set; }

    /// <summary>goal, face, emotion, problems, csat, ces, nps, importance.</summary>
    public required string Measure { get; set; }
    public required string Dimension { get; set; }

    /// <summary>On the dimension's scale; null for a measure that gives no score.</summary>
    public double? Value { get; set; }

    /// <summary>The answer's own number (nps 0..10, csat 1..5 …), where it has one.</summary>
    public double? Raw { get; set; }

    /// <summary>The answer's own word (emotion word, goal id), where it has one.</summary>
    public string? Detail { get; set; }

    /// <summary>1 asked directly, 2 a proxy, 3 from text.</summary>
    public int Tier { get; set; }

    /// <summary>Number of the scoring profile it was computed with.</summary>
    public int Profile { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Measurement>
    {
        public void Configure(EntityTypeBuilder<Measurement> entity)
        {
            entity.HasKey(x => new { x.ResponseId, x.TouchpointId, x.Question, x.Dimension });
            entity.Property(x => x.Profile).HasDefaultValue(1);
            entity.HasIndex(x => new { x.TouchpointId, x.Measure });
        }
    }
}

/// <summary>What one response says of one touchpoint in one dimension (M1: the best tier's mean), with its weight.</summary>
public sealed class ResponseScore
{
    public Guid ResponseId { get; set; }
    public Guid TouchpointId { get; set; }

    /// <summary>"goal", "emotion", "problem" or "nps" (raw 0..10).</summary>
    public required string Dimension { get; set; }
    public Guid PersonaId { get; set; }
    public Guid SurveyVersionId { get; set; }
    public Guid CustomerId { get; set; }
    public DateTimeOffset AnsweredAt { get; set; }

    /// <summary>UTC date of <see cref="AnsweredAt"/>.</summary>
    public DateOnly Day { get; set; }
    public double Value { get; set; }

    /// <summary>w = ω·ν·q of M3; the decay comes on top when read.</summary>
    public double Weight { get; set; }

    /// <summary>False when a later answer of the same customer about the same touchpoint came within the profile's 30 days (M3).</summary>
    public bool Counts { get; set; } = true;

    /// <summary>Number of the scoring profile it was computed with.</summary>
    public int Profile { get; set; }

    internal AnswerPlace Place => new(TouchpointId, PersonaId, SurveyVersionId, Day);

    internal sealed class Mapping : IEntityTypeConfiguration<ResponseScore>
    {
        public void Configure(EntityTypeBuilder<ResponseScore> entity)
        {
            entity.HasKey(x => new { x.ResponseId, x.TouchpointId, x.Dimension });
            entity.Property(x => x.Profile).HasDefaultValue(1);
            entity.HasIndex(x => new { x.CustomerId, x.TouchpointId, x.AnsweredAt });
            // The answers of a cell by time: who is behind it, and what it opens down to.
            entity.HasIndex(x => new { x.TouchpointId, x.Dimension, x.PersonaId, x.SurveyVersionId, x.AnsweredAt }).HasDatabaseName("ix_response_scores_cell");
        }
    }
}

/// <summary>One problem named in one response.</summary>
public sealed class ReportedProblem
{
    public long Id { get; set; }
    public Guid ResponseId { get; set; }
    public Guid TouchpointId { get; set; }
    public Guid PersonaId { get; set; }
    public Guid CustomerId { get; set; }
    public required string Question { get; set; }

    /// <summary>The problem's value in the survey version (its label is found there).</summary>
    public required string Problem { get; set; }

    /// <summary>0..4.</summary>
    public int Severity { get; set; }

    /// <summary>yes, partly, no or unknown.</summary>
    public required string Resolved { get; set; }
    public DateTimeOffset AnsweredAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReportedProblem>
    {
        public void Configure(EntityTypeBuilder<ReportedProblem> entity)
        {
            entity.Property(x => x.Id).UseIdentityAlwaysColumn();
            entity.HasIndex(x => x.ResponseId);
            entity.HasIndex(x => new { x.TouchpointId, x.AnsweredAt });
        }
    }
}

/// <summary>What a customer wrote.</summary>
public sealed class Verbatim
{
    public long Id { get; set; }
    public Guid ResponseId { get; set; }
    public Guid TouchpointId { get; set; }
    public Guid PersonaId { get; set; }
    public Guid SurveyVersionId { get; set; }
    public required string Question { get; set; }
    public required string Text { get; set; }
    public string Locale { get; set; } = "";
    public DateTimeOffset AnsweredAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Verbatim>
    {
        public void Configure(EntityTypeBuilder<Verbatim> entity)
        {
            entity.Property(x => x.Id).UseIdentityAlwaysColumn();
            entity.HasIndex(x => x.ResponseId);
            entity.HasIndex(x => new { x.TouchpointId, x.PersonaId, x.SurveyVersionId, x.AnsweredAt }).HasDatabaseName("ix_verbatims_cell");
        }
    }
}
