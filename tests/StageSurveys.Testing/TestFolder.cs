using StageSurveys.Engine.Data;

namespace StageSurveys.Testing;

/// <summary>A temporary folder that other users may pass through, deleted on dispose.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>The folder's full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("stage-surveys-").FullName;

    /// <summary>Makes the folder.</summary>
    public TestFolder()
    {
        if (!OperatingSystem.IsWindows())
        {
            // Services started by root run as another user and live below this folder.
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>The repository the tests were built in.</summary>
    public static string Repository { get; } = EmbeddedPostgresOptions.RepositoryRoot(AppContext.BaseDirectory);

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var attempt = 0; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                // A process that was just stopped may still be writing its last file.
                Thread.Sleep(100);
            }
        }
    }
}
