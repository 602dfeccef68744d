using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Programmes;

/// <summary>What happens to a wave that nobody approved when its moment comes.</summary>
public enum Unapproved
{
    /// <summary>It goes as it is.</summary>
    Go,

    /// <summary>It waits for an approval until the account's next wave is due.</summary>
    Wait,

    /// <summary>It is left out.</summary>
    Skip,
}

/// <summary>A periodic survey of client companies.</summary>
public sealed class Programme
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public LocalText Name { get; set; } = LocalText.Empty;
    public Guid SurveyId { get; set; }

    /// <summary>Where its answers count.</summary>
    public Guid TouchpointId { get; set; }

    /// <summary>The trigger that only its waves fire: expiry, reminders and thanks stand there.</summary>
    public Guid TriggerId { get; set; }

    /// <summary>Exactly one of the two is given: 1 to 24 months, or 1 to 104 weeks.</summary>
    public int? EveryMonths { get; set; }
    public int? EveryWeeks { get; set; }

    /// <summary>Which accounts: conditions as <see cref="AccountRule"/> reads them; null takes the listed ones (<see cref="ProgrammeAccount"/>).</summary>
    public string? AccountRule { get; set; }

    /// <summary>Roles that are asked; empty means every one.</summary>
    public string[] Roles { get; set; } = [];

    /// <summary>The first day of the first period.</summary>
    public DateOnly StartsOn { get; set; }

    /// <summary>IANA zone of <see cref="SendAtHour"/>.</summary>
    public string TimeZone { get; set; } = "Europe/Paris";

    /// <summary>0 to 23.</summary>
    public int SendAtHour { get; set; } = 9;

    /// <summary>Days before its start on which the account manager gets the contact list of a wave, 0 to 60; 0 sends none.</summary>
    public int NoticeDays { get; set; } = 7;
    public Unapproved Unapproved { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";

    /// <summary>When waves were planned the last time: nothing before that moment is planned any more.</summary>
    public DateTimeOffset? PlannedAt { get; set; }
    public DateTimeOffset? PausedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    public WaveRhythm Rhythm => new(EveryMonths, EveryWeeks);

    internal sealed class Mapping : IEntityTypeConfiguration<Programme>
    {
        public void Configure(EntityTypeBuilder<Programme> entity)
        {
            entity.Property(x => x.AccountRule).HasColumnType("jsonb");
            entity.Ignore(x => x.Rhythm);
        }
    }
}

/// <summary>An account that belongs to a programme by name, not by rule.</summary>
public sealed class ProgrammeAccount
{
    public Guid ProgrammeId { get; set; }
    public Guid AccountId { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ProgrammeAccount>
    {
        public void Configure(EntityTypeBuilder<ProgrammeAccount> entity)
        {
            entity.HasKey(x => new { x.ProgrammeId, x.AccountId });
            entity.HasIndex(x => x.AccountId);
        }
    }
}
