namespace StageSurveys.Web.Hosting;

/// <summary>What can be asked on the command line instead of running the server.</summary>
public static class Verbs
{
    private static readonly string[] Known = ["import"];

    /// <summary>True when the first argument is a verb.</summary>
    public static bool Asked(string[] args) => args.Length > 0 && Known.Contains(args[0]);

    /// <summary>Runs the verb named first in the arguments; null when there is none and the server is to start.</summary>
    public static Task<int?> TryRunAsync(WebApplication app, string[] args, CancellationToken cancel) => Task.FromResult<int?>(null);
}
