using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>Why an address is never written to.</summary>
public enum SuppressionCause { ByHand, HardBounce, Complaint, Request }

/// <summary>An address that no survey goes to, whoever it belongs to.</summary>
public sealed class SuppressedAddress
{
    /// <summary>SHA-256 of the address as customers have it (lower case, ASCII domain), in UTF-8.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The address, or null where only its hash is kept.</summary>
    public string? Address { get; set; }
    public SuppressionCause Cause { get; set; }

    /// <summary>Where it comes from, in a few words: a name, a bounce's status, a ticket.</summary>
    public string Source { get; set; } = "";
    public DateTimeOffset AddedAt { get; set; }

    /// <summary>The hash of a normalised address.</summary>
    public static byte[] HashOf(string address) => SHA256.HashData(Encoding.UTF8.GetBytes(address));

    internal sealed class Mapping : IEntityTypeConfiguration<SuppressedAddress>
    {
        public void Configure(EntityTypeBuilder<SuppressedAddress> entity)
        {
            entity.HasKey(x => x.Hash);
            entity.HasIndex(x => x.AddedAt);
        }
    }
}

/// <summary>A customer wants no more of one survey.</summary>
public sealed class SurveyOptOut
{
    public Guid CustomerId { get; set; }
    public Guid SurveyId { get; set; }
    public DateTimeOffset At { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<SurveyOptOut>
    {
        public void Configure(EntityTypeBuilder<SurveyOptOut> entity) => entity.HasKey(x => new { x.CustomerId, x.SurveyId });
    }
}

/// <summary>A time zone that the database knows. A contact in another one gets the workspace's, because an unknown name would break a statement.</summary>
public sealed class KnownZone
{
    public required string Name { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<KnownZone>
    {
        public void Configure(EntityTypeBuilder<KnownZone> entity) => entity.HasKey(x => x.Name);
    }
}
