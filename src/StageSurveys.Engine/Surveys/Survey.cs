using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Surveys;

/// <summary>A questionnaire: its draft, its e-mail wording and its published versions.</summary>
public sealed class Survey
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Short stable key, unique.</summary>
    public required string Key { get; set; }
    public required LocalText Name { get; set; }

    /// <summary>The SurveyJS definition being worked on, kept to the letter as it was given.</summary>
    public required string Draft { get; set; }
    public DateTimeOffset DraftUpdatedAt { get; set; }

    /// <summary>E-mail subject; empty means the default wording.</summary>
    public LocalText MailSubject { get; set; } = LocalText.Empty;

    /// <summary>E-mail body in Markdown with named holes; empty means the default wording.</summary>
    public LocalText MailBody { get; set; } = LocalText.Empty;

    /// <summary>True when the survey only describes answers collected elsewhere and is never sent.</summary>
    public bool IsImported { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Survey>
    {
        public void Configure(EntityTypeBuilder<Survey> entity) => entity.HasIndex(x => x.Key).IsUnique();
    }
}

/// <summary>A published survey definition; never edited afterwards.</summary>
public sealed class SurveyVersion
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid SurveyId { get; set; }

    /// <summary>1, 2, 3… within the survey.</summary>
    public int Number { get; set; }

    /// <summary>The SurveyJS definition to the letter.</summary>
    public required string Definition { get; set; }
    public DateTimeOffset PublishedAt { get; set; }
    public string PublishedBy { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<SurveyVersion>
    {
        public void Configure(EntityTypeBuilder<SurveyVersion> entity)
        {
            entity.HasIndex(x => new { x.SurveyId, x.Number }).IsUnique();
            entity.HasOne<Survey>().WithMany().HasForeignKey(x => x.SurveyId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
