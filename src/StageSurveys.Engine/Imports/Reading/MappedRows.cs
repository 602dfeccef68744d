using System.Runtime.CompilerServices;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>A row with what the mapping makes of it. Without fault and content: left out by a condition.</summary>
public sealed record MappedRow(long Line, IReadOnlyList<string?> Cells, RowContent? Content, Fault? Fault);

/// <summary>The rows of a file, joined with the other files and mapped.</summary>
public sealed class MappedRows : IDisposable
{
    private readonly SourceFile file;
    private readonly MappingDocument mapping;
    private readonly RowMapper mapper;
    private readonly List<JoinedIndex> joins;
    private readonly Dictionary<string, int> columns;

    private MappedRows(SourceFile file, MappingDocument mapping, List<JoinedIndex> joins, Dictionary<string, int> columns, DateTimeOffset now) =>
        (this.file, this.mapping, this.joins, this.columns, mapper) = (file, mapping, joins, columns, new RowMapper(mapping, now));

    public IReadOnlyList<string> Columns => file.Columns;

    public string Delimiter => file.Delimiter;

    public double Progress => file.Progress;

    /// <summary>Opens the file and loads the joined ones that lie in the same folder.</summary>
    public static async Task<MappedRows> OpenAsync(string path, string name, MappingDocument mapping, DateTimeOffset now, CancellationToken cancel)
    {
        var joined = mapping.Joins.SelectMany(x => x.Columns.Select(column => $"{x.Name}.{column}")).ToHashSet(StringComparer.Ordinal);
        var wanted = mapping.Columns.Where(x => !joined.Contains(x)).ToList();
        var file = await SourceFile.OpenAsync(path, name, mapping.Format, wanted, cancel);
        try
        {
            var columns = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < file.Columns.Count; i++) if (file.Columns[i].Length > 0) columns[file.Columns[i]] = i;
            var missing = wanted.Where(x => !columns.ContainsKey(x)).ToList();
            if (missing.Count > 0) throw new ImportStopped(new Fault("file", "There is no column “{0}” in {1}.", string.Join("”, “", missing), name));

            var (joins, place, used) = (new List<JoinedIndex>(), file.Columns.Count, 0L);
            foreach (var join in mapping.Joins)
            {
                var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, join.File);
                if (!File.Exists(beside)) throw new ImportStopped(new Fault("joins", "The joined file {0} does not lie beside the main file.", join.File));
                joins.Add(await JoinedIndex.LoadAsync(join, beside, mapping.Format, used, cancel));
                used = joins[^1].Bytes;
                foreach (var column in join.Columns) columns[$"{join.Name}.{column}"] = place++;
            }

            return new MappedRows(file, mapping, joins, columns, now);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<MappedRow> RunAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in file.RowsAsync(cancel)) yield return Map(row);
    }

    public void Dispose() => file.Dispose();

    private MappedRow Map(SourceRow source)
    {
        if (source.Problem is { } problem) return new MappedRow(source.Line, source.Cells, null, problem);
        var cells = source.Cells;
        var main = file.Columns.Count;
        if (joins.Count > 0) Array.Resize(ref cells, main + joins.Sum(x => x.Join.Columns.Count));
        var row = new RowReading(columns, cells, mapping);
        var place = main;
        foreach (var join in joins)
        {
            var found = join.Join.On.Text(row, whole: true) is { } key ? join[key] : null;
            if (found is not null) found.CopyTo(cells, place);
            else if (join.Join.Required) row.Refuse(new Fault(join.Join.On.Field, "{0} has no row for it.", join.Join.File));
            place += join.Join.Columns.Count;
        }

        if (row.Fault is { } unjoined) return new MappedRow(source.Line, source.Cells, null, unjoined);
        var content = mapper.Run(row);
        return row.Fault is { } fault ? new MappedRow(source.Line, source.Cells, null, fault) : new MappedRow(source.Line, source.Cells, content, null);
    }
}
