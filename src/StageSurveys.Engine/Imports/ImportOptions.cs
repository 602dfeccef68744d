using System.ComponentModel.DataAnnotations;

namespace StageSurveys.Engine.Imports;

/// <summary>Section "Imports".</summary>
public sealed class ImportOptions
{
    /// <summary>Where uploaded files wait; must be the same for web and workers. Empty: a folder of the machine's temporary files.</summary>
    public string Folder { get; set; } = "";

    /// <summary>After so long without a sign of life a running import counts as dead.</summary>
    [Range(5, 3600)]
    public int DeadAfterSeconds { get; set; } = 120;

    internal string Root => Folder.Length > 0 ? Path.GetFullPath(Folder) : Path.Combine(Path.GetTempPath(), "stage-surveys-imports");
}
