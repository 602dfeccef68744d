using System.Globalization;

namespace StageSurveys.Proof;

/// <summary>What a run is asked to do.</summary>
/// <param name="Kills">How often a part is killed.</param>
/// <param name="Invitations">How many people are asked, once each.</param>
/// <param name="Seed">Decides who is killed when and which connections are cut. The same seed gives the same plan; what it meets depends on the machine's pace.</param>
/// <param name="Pause">Seconds between two kills, on average.</param>
/// <param name="Minutes">After so many minutes no more kills follow, however many were asked for; the report says how many there were.</param>
/// <param name="OneProcess">Web and workers in one process with messages in its memory, as the product comes; else web, two workers and a broker.</param>
/// <param name="Logs">Folder that keeps what the processes printed; null keeps nothing.</param>
internal sealed record ProofOptions(int Kills, int Invitations, int Seed, double Pause, double Minutes, bool OneProcess, string? Logs)
{
    public const string Usage = "usage: [--kills 30] [--invitations 3000] [--seed <number>] [--pause 2] [--minutes 180] [--processes many|one] [--logs <folder>]";

    /// <summary>Null when the arguments cannot be understood.</summary>
    public static ProofOptions? Read(string[] args)
    {
        var options = new ProofOptions(30, 3000, Random.Shared.Next(1, 1_000_000), 2, 180, false, null);
        if (args.Length % 2 != 0) return null;
        foreach (var pair in args.Chunk(2))
        {
            var number = double.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : -1;
            switch (pair[0])
            {
                case "--kills" when number >= 0: options = options with { Kills = (int)number }; break;
                case "--invitations" when number >= 1: options = options with { Invitations = (int)number }; break;
                case "--seed" when number >= 0: options = options with { Seed = (int)number }; break;
                case "--pause" when number > 0: options = options with { Pause = number }; break;
                case "--minutes" when number > 0: options = options with { Minutes = number }; break;
                case "--processes" when pair[1] is "many" or "one": options = options with { OneProcess = pair[1] == "one" }; break;
                case "--logs": options = options with { Logs = Path.GetFullPath(pair[1]) }; break;
                default: return null;
            }
        }

        return options;
    }
}
