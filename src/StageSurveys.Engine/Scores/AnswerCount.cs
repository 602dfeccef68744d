using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// How many responses said what, in a persona at a touchpoint, from one survey version, over one span of days: four lists side by side, one place for each thing
/// that was said, in the order of measure and answer. A response counts once for each thing it says, however often it says it. A row for each single thing would be
/// a dozen times as many, and whoever reads a map would find every one of them in another page.
/// </summary>
public sealed class AnswerCount
{
    public Guid TouchpointId { get; set; }
    public Guid PersonaId { get; set; }

    /// <summary>1, 7 or 28.</summary>
    public int Days { get; set; }
    public DateOnly Start { get; set; }
    public Guid SurveyVersionId { get; set; }

    /// <summary>
    /// What was said: a measure's id (goal, face, emotion, csat, ces, importance, nps) with the chosen one of <see cref="Answers"/>; "asked" with a measure's id
    /// for who answered its questions; "problem" with a problem's id for who named it.
    /// </summary>
    public string[] Measures { get; set; } = [];
    public string[] Answers { get; set; } = [];

    /// <summary>Over every answer; never 0.</summary>
    public int[] Every { get; set; } = [];

    /// <summary>Over the answers that count under the 30-day rule.</summary>
    public int[] Latest { get; set; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<AnswerCount>
    {
        public void Configure(EntityTypeBuilder<AnswerCount> entity) =>
            entity.HasKey(x => new { x.TouchpointId, x.PersonaId, x.Days, x.Start, x.SurveyVersionId });
    }
}
