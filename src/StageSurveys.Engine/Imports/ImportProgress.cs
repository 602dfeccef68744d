using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Imports;

/// <summary>The counts of one start of a run while it goes, and their place in the database.</summary>
public sealed class ImportProgress(NpgsqlDataSource source, Guid runId, int attempt, TimeProvider time)
{
    /// <summary>How many rejected rows are kept with their reason; the count goes on.</summary>
    public const int MaxFaults = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly List<(long Line, Fault Fault)> faults = [];
    private DateTimeOffset saved;
    private int kept;

    public Guid RunId => runId;

    /// <summary>0..1, by bytes.</summary>
    public double Share { get; internal set; }
    public long Read { get; internal set; }
    public long Added { get; internal set; }
    public long Updated { get; internal set; }
    public long Unchanged { get; internal set; }
    public long Rejected { get; private set; }
    public long LeftOut { get; internal set; }

    /// <summary>The first rejected rows.</summary>
    public List<(long Line, Fault Fault)> First { get; } = [];

    internal void Reject(long line, Fault fault)
    {
        Rejected++;
        if (First.Count < 10) First.Add((line, fault));
        if (kept >= MaxFaults) return;
        kept++;
        faults.Add((line, fault));
    }

    /// <summary>
    /// Saves at most once a second, and looks each time whether the run is still ours. False: somebody cancelled it, took us for dead, or began it
    /// anew; then nothing of ours goes into the newer start.
    /// </summary>
    internal async Task<bool> SaveAsync(bool now, CancellationToken cancel)
    {
        var due = now || time.GetUtcNow() - saved >= Pause || faults.Count >= 200;
        await using var command = source.CreateCommand(due ? Save : "SELECT state FROM import_runs WHERE id = $1 AND attempt = $2");
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = attempt });
        if (due)
        {
            saved = time.GetUtcNow();
            AddCounts(command.Parameters);
            AddFaults(command.Parameters);
        }

        var state = await command.ExecuteScalarAsync(cancel) as string;
        if (due) faults.Clear();
        return state == nameof(ImportState.Running);
    }

    private void AddCounts(NpgsqlParameterCollection to)
    {
        to.Add(new() { Value = Share });
        foreach (var count in new[] { Read, Added, Updated, Unchanged, Rejected, LeftOut }) to.Add(new() { Value = count });
        to.Add(new() { Value = saved });
    }

    private void AddFaults(NpgsqlParameterCollection to)
    {
        to.Add(new() { Value = faults.Select(x => x.Line).ToArray() });
        to.Add(new() { Value = faults.Select(x => x.Fault.Field).ToArray() });
        to.Add(new() { Value = faults.Select(x => x.Fault.Text).ToArray() });
        to.Add(new()
        {
            Value = faults.Select(x => System.Text.Json.JsonSerializer.Serialize(
                x.Fault.Args.Select(arg => Convert.ToString(arg, System.Globalization.CultureInfo.InvariantCulture)!.Replace("\0", "")))).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
        });
    }

    private const string Save = """
        WITH ours AS (
            UPDATE import_runs
            SET progress = $3, rows_read = $4, rows_added = $5, rows_updated = $6, rows_unchanged = $7, rows_rejected = $8, rows_left_out = $9, heartbeat_at = $10
            WHERE id = $1 AND attempt = $2
            RETURNING state),
        listed AS (
            INSERT INTO import_faults (run_id, line, field, text, args)
            SELECT $1, line, field, text, ARRAY(SELECT jsonb_array_elements_text(args)) FROM ours, unnest($11, $12, $13, $14) AS f(line, field, text, args))
        SELECT state FROM ours
        """;
}
