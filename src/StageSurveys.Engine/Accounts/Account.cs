using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Accounts;

/// <summary>A client company.</summary>
public sealed class Account
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The id that other systems know the company by, and what <c>account</c> of the HTTP interface's customer names; unique.</summary>
    public required string Key { get; set; }
    public required string Name { get; set; }
    public string? Segment { get; set; }

    /// <summary>What the company is worth in a year, in the brand's currency; null when nobody said.</summary>
    public decimal? ValuePerYear { get; set; }

    /// <summary>Who looks after the company. The engine knows a sign-in by its id and its display name only.</summary>
    public Guid? ManagerId { get; set; }
    public string? ManagerName { get; set; }
    public Guid? ParentId { get; set; }
    public DateOnly? RenewsOn { get; set; }

    /// <summary>A flat JSON object: name → text, number or yes/no.</summary>
    public string Attributes { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Account>
    {
        public void Configure(EntityTypeBuilder<Account> entity)
        {
            entity.Property(x => x.Attributes).HasColumnType("jsonb").HasDefaultValueSql("'{}'");
            entity.Property(x => x.ValuePerYear).HasColumnType("numeric(14,2)");
            entity.HasIndex(x => x.Key).IsUnique();
            entity.HasIndex(x => x.ManagerId);
            entity.HasOne<Account>().WithMany().HasForeignKey(x => x.ParentId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
