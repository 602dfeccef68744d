using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StageSurveys.Engine.Accounts;

namespace StageSurveys.Engine.Portfolio;

/// <summary>
/// What the contacts of an account say together, as <see cref="Scoring.AccountScoring"/> computed it on a day: kept so that a portfolio of thousands is one
/// statement. Made anew when an answer of a contact is scored, when contacts change, every day, and with another scoring profile.
/// </summary>
public sealed class AccountScore
{
    public Guid AccountId { get; set; }

    /// <summary>UTC day as of which answers have faded.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Number of the scoring profile.</summary>
    public int Profile { get; set; }

    /// <summary>Contacts who have not left.</summary>
    public int Contacts { get; set; }

    /// <summary>Those of them who answered in the last 365 days.</summary>
    public int Heard { get; set; }

    /// <summary>Their answers of that time.</summary>
    public int Answers { get; set; }

    /// <summary>The latest answer of a contact who has not left, however old.</summary>
    public DateTimeOffset? LastAnsweredAt { get; set; }

    /// <summary>The account's index, 0 to 100, every contact counting alike; null when nobody was heard.</summary>
    public double? Score { get; set; }
    public double? Low { get; set; }
    public double? High { get; set; }

    /// <summary>Effective number of contacts (Kish).</summary>
    public double? EffectiveN { get; set; }

    /// <summary>The same, every contact weighed by influence.</summary>
    public double? WeightedScore { get; set; }
    public double? WeightedLow { get; set; }
    public double? WeightedHigh { get; set; }
    public double? WeightedEffectiveN { get; set; }

    /// <summary>Change of the index by contact: the last 182 days against the 182 before; null where one of them is empty.</summary>
    public double? Change { get; set; }
    public double? ChangeP { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AccountScore>
    {
        public void Configure(EntityTypeBuilder<AccountScore> entity)
        {
            entity.HasKey(x => x.AccountId);
            entity.HasOne<Account>().WithOne().HasForeignKey<AccountScore>(x => x.AccountId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
