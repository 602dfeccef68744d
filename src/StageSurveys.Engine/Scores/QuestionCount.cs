using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Ratings and who answered what, side by side in one row for each persona, touchpoint, survey version and span: a board asks this of every cell at once, and
/// <see cref="AnswerCount"/>, which says the same, has a row for each single answer.
/// </summary>
public sealed class QuestionCount
{
    /// <summary>The measures whose answering is counted, in the order of the numbers.</summary>
    public static IReadOnlyList<string> Asked { get; } = ["goal", "importance", "problems", "emotion", "face", "csat", "ces"];

    /// <summary>How many numbers stand side by side: responses with each rating from 0 to 10, then those that answered each of <see cref="Asked"/>.</summary>
    public const int Numbers = 18;

    public Guid TouchpointId { get; set; }

    /// <summary>1, 7 or 28.</summary>
    public int Days { get; set; }
    public DateOnly Start { get; set; }
    public Guid PersonaId { get; set; }
    public Guid SurveyVersionId { get; set; }

    /// <summary>Over every answer.</summary>
    public int[] Every { get; set; } = [];

    /// <summary>Over the answers that count under the 30-day rule.</summary>
    public int[] Latest { get; set; } = [];

    /// <summary>The place of a measure among the numbers, from 1 as in SQL.</summary>
    public static int PlaceOf(string measure) => 12 + Asked.TakeWhile(x => x != measure).Count();

    /// <summary>The place of what an answer says; 0 when it is not counted here.</summary>
    internal static int PlaceOf(string measure, string value) => measure switch
    {
        ScoredBatch.Nps => 1 + int.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
        AnswerChanges.Asked when Asked.Contains(value) => PlaceOf(value),
        _ => 0,
    };

    internal sealed class Mapping : IEntityTypeConfiguration<QuestionCount>
    {
        public void Configure(EntityTypeBuilder<QuestionCount> entity) => entity.HasKey(x => new { x.TouchpointId, x.Days, x.Start, x.PersonaId, x.SurveyVersionId });
    }
}
