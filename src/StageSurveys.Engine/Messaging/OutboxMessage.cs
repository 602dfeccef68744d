using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Messaging;

/// <summary>A message that was saved together with the change it tells of, and waits to be published.</summary>
public sealed class OutboxMessage
{
    /// <summary>Becomes the MessageId on the bus.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Name of the contract record.</summary>
    public required string Type { get; set; }
    public required string Body { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<OutboxMessage>
    {
        public void Configure(EntityTypeBuilder<OutboxMessage> entity) => entity.Property(x => x.Body).HasColumnType("jsonb");
    }
}
