using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>Where a dry run stands.</summary>
public enum DryRunState { Waiting, Running, Done, Failed }

/// <summary>
/// A question asked of the contact rules without asking anybody: what would happen to the events of a period, or to a list of people? The answer is kept with a
/// line a candidate for a week.
/// </summary>
public sealed class DryRun
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public DryRunState State { get; set; }

    /// <summary>Past events of one trigger, or of every active one when <see cref="OfEvents"/> and this is null.</summary>
    public Guid? TriggerId { get; set; }

    /// <summary>True: past events; false: people.</summary>
    public bool OfEvents { get; set; }

    /// <summary>Events that were received in [Since, Until).</summary>
    public DateTimeOffset? Since { get; set; }
    public DateTimeOffset? Until { get; set; }

    /// <summary>The survey that people would be asked.</summary>
    public Guid? SurveyId { get; set; }

    /// <summary>People of one persona.</summary>
    public Guid? PersonaId { get; set; }

    /// <summary>Ids or addresses of people as they were given; null: all of the persona, or everybody.</summary>
    public string[]? People { get; set; }

    /// <summary>How long the survey would be open, for people; a trigger knows it by itself.</summary>
    public int OpenDays { get; set; } = 14;
    public DateTimeOffset CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";
    public DateTimeOffset? HeartbeatAt { get; set; }

    /// <summary>How often a process has taken it; only the last one writes.</summary>
    public int Take { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Candidates in all, known once the work begins, and those done.</summary>
    public int Candidates { get; set; }
    public int Done { get; set; }

    /// <summary>Given people whom nobody knows.</summary>
    public int Unknown { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DryRun>
    {
        public void Configure(EntityTypeBuilder<DryRun> entity) => entity.HasIndex(x => x.CreatedAt);
    }
}

/// <summary>What would become of one candidate.</summary>
public sealed class DryRunLine
{
    public Guid RunId { get; set; }

    /// <summary>1 or more, in the order in which lines are shown, with gaps.</summary>
    public int Number { get; set; }
    public Guid CustomerId { get; set; }

    /// <summary>The event, for past events.</summary>
    public Guid? EventId { get; set; }
    public Guid? SurveyId { get; set; }

    /// <summary>Why nobody would be asked; empty: somebody would.</summary>
    public string Stop { get; set; } = "";

    /// <summary>Why later than wished; empty: at once.</summary>
    public string Waits { get; set; } = "";
    public DateTimeOffset WishedAt { get; set; }

    /// <summary>From when the mail may leave; null: never.</summary>
    public DateTimeOffset? At { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<DryRunLine>
    {
        public void Configure(EntityTypeBuilder<DryRunLine> entity) => entity.HasKey(x => new { x.RunId, x.Number });
    }
}
