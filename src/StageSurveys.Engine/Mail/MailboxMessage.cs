using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Mail;

/// <summary>A mail kept in the local mailbox instead of being sent.</summary>
public sealed class MailboxMessage
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>What the mail was about: the invitation's id, when there is one.</summary>
    public Guid? Reference { get; set; }
    public required string To { get; set; }
    public string ToName { get; set; } = "";
    public required string From { get; set; }
    public required string Subject { get; set; }
    public required string Text { get; set; }
    public required string Html { get; set; }

    /// <summary>Further header fields as a JSON object.</summary>
    public string Headers { get; set; } = "{}";
    public string Locale { get; set; } = "en";
    public DateTimeOffset ReceivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MailboxMessage>
    {
        public void Configure(EntityTypeBuilder<MailboxMessage> entity)
        {
            entity.Property(x => x.Headers).HasColumnType("jsonb");
            entity.HasIndex(x => x.ReceivedAt);
            entity.HasIndex(x => x.Reference);
        }
    }
}
