using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>Invitations of a persona at a touchpoint with one survey version, over a span of the days on which they were made.</summary>
public sealed class InvitationCount
{
    public Guid TouchpointId { get; set; }

    /// <summary>1, 7 or 28.</summary>
    public int Days { get; set; }
    public DateOnly Start { get; set; }
    public Guid PersonaId { get; set; }
    public Guid SurveyVersionId { get; set; }
    public int Sent { get; set; }

    /// <summary>Of those sent.</summary>
    public int Completed { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<InvitationCount>
    {
        public void Configure(EntityTypeBuilder<InvitationCount> entity) =>
            entity.HasKey(x => new { x.TouchpointId, x.Days, x.Start, x.PersonaId, x.SurveyVersionId });
    }
}

/// <summary>Another mark whenever <see cref="InvitationCount"/> changed within four weeks, as <see cref="SpanMark"/> is for what scoring writes.</summary>
public sealed class InvitationMark
{
    public Guid TouchpointId { get; set; }

    /// <summary>First day of a span of 28 days.</summary>
    public DateOnly Start { get; set; }
    public Guid Mark { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<InvitationMark>
    {
        public void Configure(EntityTypeBuilder<InvitationMark> entity) => entity.ToTable("invitation_marks").HasKey(x => new { x.TouchpointId, x.Start });
    }
}

/// <summary>Different customers of a persona who came by in a month, as the persona was when it was counted.</summary>
public sealed class VisitorMonth
{
    public Guid JourneyId { get; set; }

    /// <summary>The empty id for the journey as a whole.</summary>
    public Guid TouchpointId { get; set; }

    /// <summary>Its first day.</summary>
    public DateOnly Month { get; set; }
    public Guid PersonaId { get; set; }
    public int Customers { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<VisitorMonth>
    {
        public void Configure(EntityTypeBuilder<VisitorMonth> entity) =>
            entity.HasKey(x => new { x.JourneyId, x.TouchpointId, x.Month, x.PersonaId });
    }
}

/// <summary>
/// How far a tally has come: what changed later, or two minutes before, is counted again at its next run. The one named "backlog" says when somebody last worked on
/// the many responses that wait to be scored.
/// </summary>
public sealed class Tally
{
    public required string Name { get; set; }
    public DateTimeOffset Seen { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Tally>
    {
        public void Configure(EntityTypeBuilder<Tally> entity) => entity.ToTable("tallies").HasKey(x => x.Name);
    }
}
