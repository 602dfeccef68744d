namespace StageSurveys.Testing;

/// <summary>Where the build that these tests belong to put the programs.</summary>
public static class Built
{
    /// <summary>Debug or Release, as the tests themselves.</summary>
    public static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The source folder of a project, which is its content root.</summary>
    public static string Folder(string project) => Path.Combine(TestFolder.Repository, "src", project);

    /// <summary>The built program of a project.</summary>
    public static string Program(string project) => Path.Combine(Folder(project), "bin", Configuration, "net10.0", project + ".dll");
}
