namespace StageSurveys.Web.Hosting;

/// <summary>What can be asked on the command line instead of running the server.</summary>
public static class Verbs
{
    /// <summary>Runs the verb named first in the arguments; null when there is none and the server is to start.</summary>
    public static Task<int?> TryRunAsync(WebApplication app, string[] args, CancellationToken cancel) => Task.FromResult<int?>(null);
}
