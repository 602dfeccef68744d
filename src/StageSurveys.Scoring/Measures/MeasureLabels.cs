namespace StageSurveys.Scoring;

/// <summary>A label in both languages of the product.</summary>
/// <param name="En">English.</param>
/// <param name="Fr">French.</param>
public sealed record Label(string En, string Fr)
{
    /// <summary>The label in a language: French for <c>fr</c> and <c>fr-*</c>, English for everything else.</summary>
    public string In(string? language) =>
        language is not null
        && (language.Equals("fr", StringComparison.OrdinalIgnoreCase) || language.StartsWith("fr-", StringComparison.OrdinalIgnoreCase))
            ? Fr
            : En;
}

/// <summary>Names of the emotion words. The words themselves and their bases stand in <see cref="ScoringProfile.EmotionBases"/>.</summary>
public static class EmotionWords
{
    private static readonly Dictionary<string, Label> ById = new(StringComparer.Ordinal)
    {
        ["delighted"] = new("Delighted", "Ravi"),
        ["grateful"] = new("Grateful", "Reconnaissant"),
        ["confident"] = new("Confident", "Confiant"),
        ["satisfied"] = new("Satisfied", "Satisfait"),
        ["relieved"] = new("Relieved", "Soulagé"),
        ["neutral"] = new("Neutral", "Neutre"),
        ["impatient"] = new("Impatient", "Impatient"),
        ["worried"] = new("Worried", "Inquiet"),
        ["confused"] = new("Confused", "Perdu"),
        ["annoyed"] = new("Annoyed", "Agacé"),
        ["disappointed"] = new("Disappointed", "Déçu"),
        ["angry"] = new("Angry", "En colère"),
    };

    /// <summary>The ids, from best to worst.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ScoringProfile.V1.EmotionBases.Select(e => e.Word)];

    /// <summary>The label of a word; a word of a later profile without a label is its own label.</summary>
    public static Label Label(string word) => ById.TryGetValue(word, out var label) ? label : new Label(word, word);
}

/// <summary>Labels of goal, severity and resolved, in both languages. Text only: answers store ids.</summary>
public static class MeasureLabels
{
    /// <summary>« Objectif atteint » Oui / En partie / Non / Non concerné(e).</summary>
    public static Label Goal(GoalAnswer answer) => answer switch
    {
        GoalAnswer.Yes => new("Yes", "Oui"),
        GoalAnswer.Partly => new("Partly", "En partie"),
        GoalAnswer.No => new("No", "Non"),
        _ => new("Not concerned", "Non concerné(e)"),
    };

    /// <summary>« Gravité » of 0..4: 0 is no nuisance, 1..4 are Gêne légère / Modérée / Grave / Bloquante.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The severity is not 0..4.</exception>
    public static Label Severity(int severity) => severity switch
    {
        0 => new("No nuisance", "Aucune gêne"),
        1 => new("Slight nuisance", "Gêne légère"),
        2 => new("Moderate", "Modérée"),
        3 => new("Serious", "Grave"),
        4 => new("Blocking", "Bloquante"),
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Severity is 0..4."),
    };

    /// <summary>« Résolu » Oui / En partie / Non / Je ne sais pas.</summary>
    public static Label Resolved(Resolved resolved) => resolved switch
    {
        Scoring.Resolved.Yes => new("Yes", "Oui"),
        Scoring.Resolved.Partly => new("Partly", "En partie"),
        Scoring.Resolved.No => new("No", "Non"),
        _ => new("I do not know", "Je ne sais pas"),
    };
}
