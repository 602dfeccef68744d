using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Accounts;

/// <summary>
/// An account whose figures are to be made anew: a contact's answer was scored, or its contacts changed. Rows are only added, in the transaction of the change,
/// so that nobody waits for anybody; one account may stand here many times.
/// </summary>
public sealed class AccountToScore
{
    public long Id { get; set; }
    public Guid AccountId { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AccountToScore>
    {
        public void Configure(EntityTypeBuilder<AccountToScore> entity)
        {
            entity.ToTable("accounts_to_score");
            entity.Property(x => x.Id).UseIdentityAlwaysColumn();
        }
    }

    /// <summary>Notes the accounts for which customers speak: a statement with the customers' ids as its only parameter.</summary>
    public const string OfCustomers = "INSERT INTO accounts_to_score (account_id) SELECT DISTINCT account_id FROM account_contacts WHERE customer_id = ANY($1)";
}
