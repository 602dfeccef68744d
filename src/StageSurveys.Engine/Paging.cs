namespace StageSurveys.Engine;

/// <summary>Pages of a list. They count from 1, and an empty list has one.</summary>
public static class Paging
{
    /// <summary>How many pages <paramref name="total"/> rows fill.</summary>
    public static int PagesFor(long total, int size) => (int)Math.Max(1, (total + size - 1) / size);

    /// <summary>The page that is shown when <paramref name="page"/> is asked for: the nearest one that exists.</summary>
    public static int Nearest(int page, long total, int size) => Math.Clamp(page, 1, PagesFor(total, size));
}
