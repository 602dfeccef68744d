using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Invitations;

/// <summary>Where an invitation stands, or why it was never sent.</summary>
public enum Disposition
{
    Planned, Suppressed, Queued, Sending, Sent, Unknown, Failed, Bounced, Visited, Started, Completed, Expired, OptedOut,
}

/// <summary>One survey offered to one person once. A line of the ledger: it has exactly one disposition at any time.</summary>
public sealed class Invitation
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid EventId { get; set; }

    /// <summary>Null on the one line of an event that no trigger was waiting for (suppressed, reason "no-trigger").</summary>
    public Guid? TriggerId { get; set; }
    public Guid TouchpointId { get; set; }
    public Guid CustomerId { get; set; }

    /// <summary>The wave that asks; null for an ordinary event's.</summary>
    public Guid? WaveId { get; set; }

    /// <summary>The published version that will be shown; null when suppressed before one was chosen.</summary>
    public Guid? SurveyVersionId { get; set; }

    /// <summary>The customer's persona when the invitation was planned; kept whatever the rules say later.</summary>
    public Guid PersonaId { get; set; }
    public int PersonaRuleSetVersion { get; set; }

    /// <summary>"fr" or "en": the language of mail and page.</summary>
    public string Locale { get; set; } = "en";
    public Disposition Disposition { get; set; }

    /// <summary>A short id of the reason: "sampling", "persona", "no-trigger", "no-address", "opted-out", "smtp-550"…; empty when plain.</summary>
    public string Reason { get; set; } = "";

    /// <summary>When the present disposition began.</summary>
    public DateTimeOffset DispositionAt { get; set; }

    /// <summary>When the sweep last announced it again because it stood in the queue for long; older than <see cref="DispositionAt"/> when that was another queueing.</summary>
    public DateTimeOffset? AnnouncedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the mail may go out: later than wished where a contact rule makes it wait, and then the reason names the rule.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it would have gone out if no contact rule had made it wait; null when none did.</summary>
    public DateTimeOffset? WishedAt { get; set; }

    /// <summary>When the contact rules let it go for the first time; counts towards the daily maximum of that day.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>When reminders of it left; null or empty: none did.</summary>
    public DateTimeOffset[]? RemindedAt { get; set; }

    /// <summary>When the next reminder is due; null when none is.</summary>
    public DateTimeOffset? RemindAt { get; set; }

    /// <summary>Its answer is to be thanked for by a mail that has not left yet.</summary>
    public bool WantsThanks { get; set; }

    /// <summary>After this moment the survey can no longer be answered.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Set once sending was put off: after this moment, the expiry of the first plan, the mail is not sent any more.</summary>
    public DateTimeOffset? SendBefore { get; set; }

    /// <summary>The turn that a mail was promised under the rate of its recipient's domain.</summary>
    public DateTimeOffset? SlotAt { get; set; }

    /// <summary>SHA-256 of the link's token; null until the mail is made. The token itself is nowhere stored.</summary>
    public byte[]? TokenHash { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? VisitedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> entity)
        {
            // One event, one trigger, one invitation: the database itself refuses a second one.
            entity.HasIndex(x => new { x.EventId, x.TriggerId }).IsUnique().AreNullsDistinct(false);
            entity.HasIndex(x => x.TokenHash).IsUnique();
            entity.HasIndex(x => x.DueAt).HasFilter("disposition = 'Planned' AND reason <> 'stopped'").HasDatabaseName("IX_Invitations_Due");
            entity.HasIndex(x => x.ExpiresAt).HasFilter("disposition IN ('Planned', 'Queued', 'Sent', 'Visited', 'Started')").HasDatabaseName("IX_Invitations_ToExpire");
            entity.HasIndex(x => x.DispositionAt).HasFilter("disposition IN ('Queued', 'Sending')").HasDatabaseName("IX_Invitations_InHand");
            entity.HasIndex(x => x.ReleasedAt).HasFilter("released_at IS NOT NULL");
            entity.HasIndex(x => x.RemindAt).HasFilter("remind_at IS NOT NULL");
            entity.HasIndex(x => x.CompletedAt).HasFilter("wants_thanks AND disposition = 'Completed'").HasDatabaseName("IX_Invitations_ToThank");
            entity.HasIndex(x => x.WaveId).HasFilter("wave_id IS NOT NULL");
            entity.HasIndex(x => new { x.Disposition, x.DispositionAt });
            entity.HasIndex(x => new { x.TouchpointId, x.CreatedAt });
            entity.HasIndex(x => new { x.CustomerId, x.CreatedAt });
        }
    }
}
