using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Imports;

/// <summary>The counts of a run while it goes, and their place in the database.</summary>
public sealed class ImportProgress(NpgsqlDataSource source, Guid runId, TimeProvider time)
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

    /// <summary>Saves at most once a second. False: somebody cancelled the run.</summary>
    internal async Task<bool> SaveAsync(bool now, CancellationToken cancel)
    {
        if (!now && time.GetUtcNow() - saved < Pause && faults.Count < 200) return true;
        saved = time.GetUtcNow();
        await using var batch = source.CreateBatch();
        if (faults.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                INSERT INTO import_faults (run_id, line, field, text, args)
                SELECT $1, line, field, text, ARRAY(SELECT jsonb_array_elements_text(args)) FROM unnest($2, $3, $4, $5) AS f(line, field, text, args)
                """)
            {
                Parameters =
                {
                    new() { Value = runId },
                    new() { Value = faults.Select(x => x.Line).ToArray() },
                    new() { Value = faults.Select(x => x.Fault.Field).ToArray() },
                    new() { Value = faults.Select(x => x.Fault.Text).ToArray() },
                    new()
                    {
                        Value = faults.Select(x => System.Text.Json.JsonSerializer.Serialize(
                            x.Fault.Args.Select(arg => Convert.ToString(arg, System.Globalization.CultureInfo.InvariantCulture)!.Replace("\0", "")))).ToArray(),
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                    },
                },
            });
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            UPDATE import_runs
            SET progress = $2, rows_read = $3, rows_added = $4, rows_updated = $5, rows_unchanged = $6, rows_rejected = $7, rows_left_out = $8, heartbeat_at = $9
            WHERE id = $1
            """)
        {
            Parameters =
            {
                new() { Value = runId }, new() { Value = Share }, new() { Value = Read }, new() { Value = Added }, new() { Value = Updated }, new() { Value = Unchanged },
                new() { Value = Rejected }, new() { Value = LeftOut }, new() { Value = saved },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT state FROM import_runs WHERE id = $1") { Parameters = { new() { Value = runId } } });
        var state = "";
        await using (var reader = await batch.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel)) state = reader.GetString(0);
        }

        faults.Clear();
        return state == nameof(ImportState.Running);
    }
}
