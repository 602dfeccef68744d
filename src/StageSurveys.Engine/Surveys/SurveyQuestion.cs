using System.Text.Json;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Surveys;

/// <summary>One offered value. <paramref name="Value"/> is the value as text ("1" for the number 1).</summary>
public sealed record SurveyChoice(string Value, LocalizedText Text);

public sealed record SurveyPage(string Name, LocalizedText Title, IReadOnlyList<SurveyQuestion> Questions);

/// <summary>
/// A question as the engine needs it; whatever has no property here can be read from <see cref="Json"/>. Columns of a
/// table, items of a multiple text and the questions of a repeated panel are questions too, in <see cref="Nested"/>.
/// </summary>
public sealed class SurveyQuestion
{
    public required string Name { get; init; }

    /// <summary>The key under which the answer is stored: <c>valueName</c>, else the name.</summary>
    public required string Key { get; init; }

    public required string Type { get; init; }

    public required LocalizedText Title { get; init; }

    public required string Page { get; init; }

    public bool Required { get; init; }

    public SurveyCondition? RequiredIf { get; init; }

    public SurveyCondition? VisibleIf { get; init; }

    public SurveyCondition? EnableIf { get; init; }

    /// <summary>Everything that must hold for the question to be seen: its own condition and those of its panels and page.</summary>
    public IReadOnlyList<SurveyCondition> VisibleWhen { get; init; } = [];

    /// <summary>Switched off without a condition, here or around it.</summary>
    public bool Hidden { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>What the question says it measures, as written. An emotion picker or a problem list measures that even when it does not say so.</summary>
    public string? Measure { get; init; }

    /// <summary>What it measures; null when that is nothing, or a word that is no measure.</summary>
    public MeasureKind? MeasureKind => MeasureKinds.FromId(Measure);

    /// <summary>Key of another touchpoint than the one the survey is attached to.</summary>
    public string? MeasureTouchpoint { get; init; }

    /// <summary>The effort scale runs the other way: 1 is very easy.</summary>
    public bool CesTurned { get; init; }

    /// <summary>Offered values: choices of a list, values of a rating, problems of a problem list, words of an emotion picker.</summary>
    public IReadOnlyList<SurveyChoice> Choices { get; init; } = [];

    /// <summary>The choices come from elsewhere (an address, another question), so they cannot be checked here.</summary>
    public bool ChoicesFromElsewhere { get; init; }

    public IReadOnlyList<SurveyChoice> Rows { get; init; } = [];

    /// <summary>Columns of a simple matrix; those of the other tables are <see cref="Nested"/>.</summary>
    public IReadOnlyList<SurveyChoice> Columns { get; init; } = [];

    public IReadOnlyList<SurveyQuestion> Nested { get; init; } = [];

    /// <summary>Inside something that the customer can repeat, or a cell of a table.</summary>
    public bool Repeated { get; init; }

    public required JsonElement Json { get; init; }

    /// <summary>Shown only: it never has an answer.</summary>
    public bool DisplayOnly => Type is "html" or "image";

    public bool HasOther => Json.Flag("showOtherItem") || Json.Flag("hasOther");

    public bool HasNone => Json.Flag("showNoneItem") || Json.Flag("hasNone");

    public bool HasComment => Json.Flag("showCommentArea") || Json.Flag("hasComment");

    public override string ToString() => $"{Type} {Name}";
}
