namespace StageSurveys.Engine;

/// <summary>A short text in French and English. Either side may be empty; then the other one serves both languages.</summary>
public sealed record LocalText(string Fr, string En)
{
    /// <summary>No text in any language.</summary>
    public static LocalText Empty { get; } = new("", "");

    /// <summary>True when neither language has a text.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(Fr) && string.IsNullOrWhiteSpace(En);

    /// <summary>The text for a language tag ("fr", "fr-CA", "en"...); anything that is not French reads English.</summary>
    public string In(string? locale)
    {
        var french = locale is not null && locale.StartsWith("fr", StringComparison.OrdinalIgnoreCase);
        var (first, second) = french ? (Fr, En) : (En, Fr);
        return string.IsNullOrWhiteSpace(first) ? second : first;
    }
}
