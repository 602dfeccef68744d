namespace StageSurveys.Engine.Imports;

/// <summary>The folder in which the files of one upload wait.</summary>
internal static class UploadFolder
{
    public static void TryDelete(string folder)
    {
        try
        {
            if (folder.Length > 0 && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still reads it: the timer comes again.
        }
    }
}
