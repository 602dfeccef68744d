using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Customers;

/// <summary>A person who goes through touchpoints.</summary>
public sealed class Customer
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The id that the shop or CRM knows the person by; unique.</summary>
    public required string ExternalId { get; set; }

    /// <summary>Lower-case address; empty when none is known (then no survey can be sent).</summary>
    public string Email { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>BCP 47 tag; "fr…" gets French, everything else English.</summary>
    public string Locale { get; set; } = "en";

    /// <summary>IANA zone, or empty for the workspace's.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>Attributes in the five groups: {"sales": {"basket": 48}, "social": {…}, "navigation": {…}, "surveys": {…}, "loyalty": {…}}.</summary>
    public string Attributes { get; set; } = "{}";

    /// <summary>The client company's reference, for business customers.</summary>
    public string? AccountRef { get; set; }
    public string? Role { get; set; }

    /// <summary>Where the rules (or a hand) put the person; the fallback persona when no rule matches.</summary>
    public Guid PersonaId { get; set; } = FallbackPersonaId;

    /// <summary>A hand set the persona: rules leave it alone.</summary>
    public bool PersonaLocked { get; set; }

    /// <summary>Set once the person said no for good.</summary>
    public DateTimeOffset? OptedOutAt { get; set; }

    /// <summary>The person's own wish: at most one survey in so many days, 1 to 365; null when nothing was said.</summary>
    public int? AskEveryDays { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The row of the persona « Sans persona », made by the first migration.</summary>
    public static readonly Guid FallbackPersonaId = new("00000000-0000-7000-8000-000000000001");

    internal sealed class Mapping : IEntityTypeConfiguration<Customer>
    {
        public void Configure(EntityTypeBuilder<Customer> entity)
        {
            entity.Property(x => x.Attributes).HasColumnType("jsonb");
            entity.HasIndex(x => x.ExternalId).IsUnique();
            entity.HasIndex(x => x.Email);
            entity.HasIndex(x => x.PersonaId);
            entity.HasIndex(x => x.AccountRef).HasFilter("account_ref IS NOT NULL");
        }
    }
}
