namespace StageSurveys.Engine.Data;

/// <summary>Where an <see cref="EmbeddedPostgres"/> keeps its files and how careful it is with them.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Folder of everything the server writes; made when it is not there.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folder of the package.json and lock file that name the PostgreSQL binaries.</summary>
    public required string PackageFolder { get; init; }

    /// <summary>False gives up safety on power loss for speed. Only for databases that nobody will miss, as in tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// True lets a short command (an import) use the server of an application that already runs on the same folder.
    /// A long-running application leaves it false and is told that the folder is taken.
    /// </summary>
    public bool AttachToRunning { get; init; }

    /// <summary>Whether there is no database in the folder yet, so that the first start has one to make.</summary>
    public bool IsNew => !File.Exists(Path.Combine(EmbeddedPostgresFolder.ClusterIn(DataFolder), "PG_VERSION"));

    /// <summary>The options of an application whose content root is given: <c>.data</c> beside the solution, or the folder named in the settings.</summary>
    public static EmbeddedPostgresOptions For(string contentRoot, string? dataFolder = null)
    {
        var root = RepositoryRoot(contentRoot);
        return new EmbeddedPostgresOptions
        {
            DataFolder = Path.GetFullPath(string.IsNullOrWhiteSpace(dataFolder) ? ".data" : dataFolder, root),
            PackageFolder = Path.Combine(root, "deploy", "embedded-postgres"),
        };
    }

    /// <summary>The nearest folder at or above the given one that holds the solution; the given one itself in a published application.</summary>
    public static string RepositoryRoot(string start)
    {
        var full = Path.GetFullPath(start);
        for (var folder = new DirectoryInfo(full); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StageSurveys.sln")))
            {
                return folder.FullName;
            }
        }
        return full;
    }
}

/// <summary>The embedded server cannot be had; the message is one line for the person at the terminal.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
