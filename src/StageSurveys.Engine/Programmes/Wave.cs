using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Programmes;

/// <summary>Where a wave stands.</summary>
public enum WaveState
{
    /// <summary>To come; the account manager has not been told of it.</summary>
    Planned,

    /// <summary>The account manager was told and has not approved it.</summary>
    Announced,

    /// <summary>Goes at its moment.</summary>
    Approved,

    /// <summary>Its contacts are being asked.</summary>
    Started,

    /// <summary>Nothing more comes of it.</summary>
    Done,

    /// <summary>It never started; the reason says why.</summary>
    Skipped,

    /// <summary>Somebody stopped it, before or after its start.</summary>
    Cancelled,
}

/// <summary>Why a wave was skipped.</summary>
public static class WaveReasons
{
    public const string NotApproved = "not-approved";

    /// <summary>Its account's next wave was due before it could start.</summary>
    public const string Missed = "missed";
    public const string Paused = "paused";
    public const string NoContacts = "no-contacts";

    /// <summary>Its programme came to an end, or its account left the programme.</summary>
    public const string Ended = "ended";

    /// <summary>All of them, for screens and their translations.</summary>
    public static IReadOnlyList<string> All { get; } = [NotApproved, Missed, Paused, NoContacts, Ended];
}

/// <summary>One run of a survey at one account: of a programme, or sent by hand.</summary>
public sealed class Wave
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Null: by hand.</summary>
    public Guid? ProgrammeId { get; set; }

    /// <summary>Waves that were made by hand together share it.</summary>
    public Guid? BatchId { get; set; }
    public Guid AccountId { get; set; }
    public Guid TouchpointId { get; set; }
    public Guid SurveyId { get; set; }
    public Guid TriggerId { get; set; }

    /// <summary>The number of the programme's period, from 1; 0 by hand.</summary>
    public int Number { get; set; }
    public DateOnly PeriodStart { get; set; }
    public DateTimeOffset StartsAt { get; set; }
    public WaveState State { get; set; }

    /// <summary>One of <see cref="WaveReasons"/> for a skipped wave; else empty.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What the account manager says to the contacts in the mail; plain text, or empty.</summary>
    public string Note { get; set; } = "";

    /// <summary>Who signs the note.</summary>
    public string NoteBy { get; set; } = "";
    public Guid? ApprovedBy { get; set; }
    public string ApprovedByName { get; set; } = "";
    public DateTimeOffset? ApprovedAt { get; set; }
    public DateTimeOffset? AnnouncedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who changed it by hand the last time, and when.</summary>
    public string ChangedBy { get; set; } = "";
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>One more with every change by hand: who changes what somebody else changed meanwhile is told so.</summary>
    public int Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Wave>
    {
        public void Configure(EntityTypeBuilder<Wave> entity)
        {
            // A period of a programme asks an account once: the database itself refuses a second wave.
            entity.HasIndex(x => new { x.ProgrammeId, x.AccountId, x.PeriodStart }).IsUnique();
            entity.HasIndex(x => new { x.AccountId, x.StartsAt });
            entity.HasIndex(x => x.BatchId).HasFilter("batch_id IS NOT NULL");
            entity.HasIndex(x => x.StartsAt).HasFilter("state IN ('Planned', 'Announced', 'Approved')").HasDatabaseName("ix_waves_to_come");
            entity.HasIndex(x => x.StartedAt).HasFilter("state = 'Started'").HasDatabaseName("ix_waves_running");
            entity.HasIndex(x => x.CancelledAt).HasFilter("cancelled_at IS NOT NULL");
        }
    }
}

/// <summary>A contact on the list of a wave.</summary>
public sealed class WaveContact
{
    public Guid WaveId { get; set; }
    public Guid CustomerId { get; set; }

    /// <summary>False: left out, with a reason.</summary>
    public bool Included { get; set; } = true;

    /// <summary>One of <see cref="LeftOut.All"/>; empty while included.</summary>
    public string LeftOutReason { get; set; } = "";

    /// <summary>What the account manager wrote beside the reason.</summary>
    public string LeftOutNote { get; set; } = "";
    public bool AddedByHand { get; set; }

    /// <summary>Role and influence as they stood.</summary>
    public string Role { get; set; } = "";
    public decimal Influence { get; set; } = 1;

    internal sealed class Mapping : IEntityTypeConfiguration<WaveContact>
    {
        public void Configure(EntityTypeBuilder<WaveContact> entity)
        {
            entity.HasKey(x => new { x.WaveId, x.CustomerId });
            entity.HasIndex(x => x.CustomerId);
            entity.Property(x => x.Influence).HasColumnType("numeric(4,2)");
        }
    }
}
