using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// The answers of one person to one survey. The response of an invitation has the invitation's id, so that a second one cannot exist;
/// an imported response has an <see cref="ExternalKey"/> instead.
/// </summary>
public sealed class Response
{
    public Guid Id { get; set; }
    public Guid? InvitationId { get; set; }
    public Guid SurveyVersionId { get; set; }
    public Guid TouchpointId { get; set; }
    public Guid CustomerId { get; set; }

    /// <summary>The persona of the moment: the invitation's, or the customer's when an answer from elsewhere was imported.</summary>
    public Guid PersonaId { get; set; }
    public int PersonaRuleSetVersion { get; set; }
    public string Locale { get; set; } = "en";

    /// <summary>SurveyJS values by question name: ids, never labels.</summary>
    public required string Answers { get; set; }

    /// <summary>When the person answered.</summary>
    public DateTimeOffset AnsweredAt { get; set; }

    /// <summary>When it reached us.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>One score alone, clicked in the mail and confirmed on the page; the whole answer takes its place when it is sent.</summary>
    public bool IsPartial { get; set; }

    /// <summary>How often a partial response was replaced, by another score or by the whole answer. Once whole, a response never changes.</summary>
    public int Revision { get; set; }

    /// <summary>Identity of an answer collected elsewhere, unique; null for answers of our own page.</summary>
    public string? ExternalKey { get; set; }

    /// <summary>When its measurements were last stored; null while scoring is still to come.</summary>
    public DateTimeOffset? ScoredAt { get; set; }

    /// <summary>When a sweep last took it to be scored; null for most, which are scored by their message.</summary>
    public DateTimeOffset? TakenAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Response>
    {
        public void Configure(EntityTypeBuilder<Response> entity)
        {
            entity.Property(x => x.Id).ValueGeneratedNever();
            entity.Property(x => x.Answers).HasColumnType("jsonb");
            entity.Property(x => x.IsPartial).HasDefaultValue(false);
            entity.Property(x => x.Revision).HasDefaultValue(0);
            entity.HasIndex(x => x.ExternalKey).IsUnique().HasFilter("external_key IS NOT NULL");
            entity.HasIndex(x => new { x.CustomerId, x.AnsweredAt });
            entity.HasIndex(x => x.ReceivedAt).HasFilter("scored_at IS NULL").HasDatabaseName("IX_Responses_ToScore");
        }
    }
}

/// <summary>What a customer has filled in so far; gone once the response is in.</summary>
public sealed class AnswerDraft
{
    public Guid InvitationId { get; set; }
    public required string Answers { get; set; }

    /// <summary>Page of the survey the customer was on, from 0.</summary>
    public int Page { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AnswerDraft>
    {
        public void Configure(EntityTypeBuilder<AnswerDraft> entity)
        {
            entity.HasKey(x => x.InvitationId);
            entity.Property(x => x.Answers).HasColumnType("jsonb");
        }
    }
}
