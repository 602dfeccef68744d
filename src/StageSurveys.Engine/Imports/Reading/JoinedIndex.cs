using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>A joined file in memory: the wanted columns by key. Of two rows with one key the first stands.</summary>
internal sealed class JoinedIndex
{
    /// <summary>What all joined files of an import may take together, roughly; beyond it the import stops with a clear word instead of an exhausted machine.</summary>
    public const long MemoryLimit = 400L * 1024 * 1024;

    private const int Overhead = 80;
    private readonly Dictionary<string, string?[]> rows = new(StringComparer.Ordinal);

    private JoinedIndex(JoinedFile join) => Join = join;

    public JoinedFile Join { get; }

    public long Bytes { get; private set; }

    public string?[]? this[string key] => rows.GetValueOrDefault(key);

    public static async Task<JoinedIndex> LoadAsync(JoinedFile join, string path, FileFormat format, long used, CancellationToken cancel)
    {
        // Only the main file's own type is told; a joined file's name speaks for itself.
        var own = format with { Type = null };
        using var file = await SourceFile.OpenAsync(path, join.File, own, [join.Key, .. join.Columns], cancel);
        var key = PlaceOf(file, join, join.Key);
        var places = join.Columns.Select(x => PlaceOf(file, join, x)).ToArray();
        var index = new JoinedIndex(join) { Bytes = used };
        await foreach (var row in file.RowsAsync(cancel))
        {
            if (row.Problem is not null || row.Cells[key]?.Trim() is not { Length: > 0 } found) continue;
            var cells = Array.ConvertAll(places, x => row.Cells[x] is { Length: > 0 } cell ? cell : null);
            if (!index.rows.TryAdd(found, cells)) continue;
            index.Bytes += Overhead + 2 * found.Length + cells.Sum(x => x is null ? 8 : 30 + 2 * x.Length);
            if (index.Bytes > MemoryLimit)
                throw new ImportStopped(new Fault("joins", "The joined files are too large to be held in memory ({0} MB at most, stopped in {1}).", MemoryLimit >> 20, join.File));
        }

        return index;
    }

    private static int PlaceOf(SourceFile file, JoinedFile join, string column)
    {
        for (var i = 0; i < file.Columns.Count; i++)
            if (file.Columns[i] == column) return i;
        throw new ImportStopped(new Fault("joins", "There is no column “{0}” in {1}.", column, join.File));
    }
}
