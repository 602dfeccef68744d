using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Imports.Reading;

namespace StageSurveys.Engine.Imports;

/// <summary>The first rows of an uploaded file, as they stand and as a mapping reads them.</summary>
public sealed record ImportSample(IReadOnlyList<string> Columns, string Delimiter, IReadOnlyList<MappedRow> Rows, Fault? Stopped);

/// <summary>Shows what a mapping would make of the first rows; nothing is stored.</summary>
public sealed class PreviewImport(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    public const int Rows = 20;

    /// <param name="mapping">Null: only the rows as they stand.</param>
    public async Task<ImportSample?> RunAsync(Guid runId, MappingDocument? mapping, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var run = await db.ImportRuns.AsNoTracking().FirstOrDefaultAsync(x => x.Id == runId, cancel);
        if (run is null || run.StoredFile.Length == 0) return null;
        var path = Path.Combine(run.StoredFile, run.FileName);
        try
        {
            var plain = await PlainAsync(path, run.FileName, mapping?.Format ?? new FileFormat(), cancel);
            if (mapping is null) return plain;
            using var rows = await MappedRows.OpenAsync(path, run.FileName, mapping, time.GetUtcNow(), cancel);
            var first = new List<MappedRow>();
            await foreach (var row in rows.RunAsync(cancel))
            {
                first.Add(row);
                if (first.Count == Rows) break;
            }

            // An NDJSON mapping reads only its own columns; the preview shows all that the file has.
            return plain with { Rows = first.Select((x, i) => i < plain.Rows.Count ? x with { Cells = plain.Rows[i].Cells } : x).ToList() };
        }
        catch (ImportStopped stopped)
        {
            return new ImportSample([], ",", [], stopped.Fault);
        }
    }

    private static async Task<ImportSample> PlainAsync(string path, string name, FileFormat format, CancellationToken cancel)
    {
        using var file = await SourceFile.OpenAsync(path, name, format, null, cancel);
        var rows = new List<MappedRow>();
        await foreach (var row in file.RowsAsync(cancel))
        {
            rows.Add(new MappedRow(row.Line, row.Cells, null, row.Problem));
            if (rows.Count == Rows) break;
        }

        return new ImportSample(file.Columns, file.Delimiter, rows, null);
    }
}
