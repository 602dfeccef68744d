namespace StageSurveys.Web.Tests.Conventions;

/// <summary>The product's own source files, for tests that hold conventions.</summary>
internal static class Sources
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Files under a folder of the solution with one of the endings, without what builds left there. Path relative to the root, and text.</summary>
    public static IEnumerable<(string Path, string Text)> Under(string folder, params string[] endings) =>
        from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "wwwroot")
        select (path, File.ReadAllText(file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StageSurveys.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the solution's folder.");
    }
}
