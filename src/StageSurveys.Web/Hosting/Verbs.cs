namespace StageSurveys.Web.Hosting;

/// <summary>What can be asked on the command line instead of running the server.</summary>
public static class Verbs
{
    private static readonly string[] Known = ["import", "verify"];

    /// <summary>True when the first argument is a verb.</summary>
    public static bool Asked(string[] args) => args.Length > 0 && Known.Contains(args[0]);

    /// <summary>What is wrong with a verb's arguments, before anything is started for it; null when nothing is or no verb was asked.</summary>
    public static string? Refusal(string[] args) => !Asked(args) ? null : args[0] == "verify" ? VerifyVerb.Refusal(args) : ImportVerb.Refusal(args);

    /// <summary>Runs the verb named first in the arguments; null when there is none and the server is to start.</summary>
    public static async Task<int?> TryRunAsync(WebApplication app, string[] args, CancellationToken cancel) =>
        !Asked(args) ? null
        : args[0] == "verify" ? await VerifyVerb.RunAsync(app.Services, cancel)
        : await ImportVerb.RunAsync(app.Services, args, cancel);
}
