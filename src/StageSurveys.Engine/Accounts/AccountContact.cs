using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>
/// A customer who speaks for a company. Language, time zone, opt-out and everything else of a person stand at the customer, so that somebody who is a
/// contact of several companies is one person for the contact policy.
/// </summary>
public sealed class AccountContact
{
    public Guid AccountId { get; set; }
    public Guid CustomerId { get; set; }

    /// <summary>One of <see cref="ContactRoles.All"/>.</summary>
    public required string Role { get; set; }

    /// <summary>How much the person's word weighs in the company's score, 0.10 to 10.</summary>
    public decimal Influence { get; set; } = 1;

    /// <summary>Set once the person has left the company: answers stay, nobody asks any more.</summary>
    public DateTimeOffset? LeftAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AccountContact>
    {
        public void Configure(EntityTypeBuilder<AccountContact> entity)
        {
            entity.HasKey(x => new { x.AccountId, x.CustomerId });
            entity.Property(x => x.Influence).HasColumnType("numeric(4,2)").HasDefaultValue(1m);
            entity.HasOne<Account>().WithMany().HasForeignKey(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
            entity.HasOne<Customer>().WithMany().HasForeignKey(x => x.CustomerId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
