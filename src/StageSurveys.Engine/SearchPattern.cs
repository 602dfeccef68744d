namespace StageSurveys.Engine;

/// <summary>What people type into a search box, as a pattern of ILIKE.</summary>
public static class SearchPattern
{
    /// <summary>Finds the text anywhere, its own % and _ as they are. Null where nothing was typed.</summary>
    public static string? Containing(string? typed)
    {
        // PostgreSQL stores no NUL, so none can be found.
        if (typed?.Replace("\0", "", StringComparison.Ordinal).Trim() is not { Length: > 0 } text) return null;
        return "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
    }
}
