using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>What a contact rule watches over.</summary>
public enum ContactRuleKind
{
    /// <summary>Which of two surveys has its way when both want the same person.</summary>
    Priority,

    /// <summary>Only these personas, or all but these.</summary>
    Personas,

    /// <summary>Only customers who meet conditions, or all but these.</summary>
    Attributes,

    /// <summary>A share of all events, the same for the same event whenever it is asked.</summary>
    Sampling,

    /// <summary>So much time between two invitations to one person, whichever the surveys.</summary>
    GapAnySurvey,

    /// <summary>So much time between two invitations to one person for one and the same survey.</summary>
    GapSameSurvey,

    /// <summary>At most so many invitations to one person in any window of so many days.</summary>
    MaxPerPerson,

    /// <summary>At most so many invitations to the people of one client company in any window of so many days.</summary>
    MaxPerAccount,

    /// <summary>Mails leave at these hours and on these weekdays of the contact's own time zone.</summary>
    Hours,

    /// <summary>At most so many mails leave on one day of the workspace.</summary>
    MaxPerDay,
}

/// <summary>
/// One rule of who may be asked how often. A removed rule stays as a row: the ledger names it. What was planned before a change keeps what was planned,
/// but for what is checked again when a mail is due.
/// </summary>
public sealed class ContactRule
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Short stable key, unique for ever; the ledger's reason is "rule:" and this key.</summary>
    public required string Key { get; set; }
    public ContactRuleKind Kind { get; set; }

    /// <summary>Order on the screen, from 0: where several rules stand in the way, the first one is named.</summary>
    public int Position { get; set; }
    public bool IsActive { get; set; } = true;
    public required LocalText Name { get; set; }

    /// <summary>What the ledger says of somebody whom this rule stopped or held back.</summary>
    public required LocalText Reason { get; set; }

    /// <summary><see cref="ContactLimits"/> as JSON.</summary>
    public string Limits { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public string ChangedBy { get; set; } = "";
    public DateTimeOffset? RemovedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ContactRule>
    {
        public void Configure(EntityTypeBuilder<ContactRule> entity)
        {
            entity.Property(x => x.Limits).HasColumnType("jsonb");
            entity.HasIndex(x => x.Key).IsUnique();
        }
    }
}

/// <summary>What was done to a rule.</summary>
public enum ContactRuleStep { Made, Changed, SwitchedOn, SwitchedOff, Moved, Removed, Restored }

/// <summary>One change of a rule: when, by whom, and how the rule stood afterwards.</summary>
public sealed class ContactRuleChange
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid RuleId { get; set; }
    public DateTimeOffset At { get; set; }
    public string By { get; set; } = "";
    public ContactRuleStep Step { get; set; }
    public required LocalText Name { get; set; }
    public required LocalText Reason { get; set; }
    public required string Limits { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ContactRuleChange>
    {
        public void Configure(EntityTypeBuilder<ContactRuleChange> entity)
        {
            entity.Property(x => x.Limits).HasColumnType("jsonb");
            entity.HasIndex(x => new { x.RuleId, x.At });
        }
    }
}
