using System.IO.Compression;
using System.Text;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>Something about a whole file or mapping that stops an import before or while it runs.</summary>
public sealed class ImportStopped(Fault fault) : Exception(fault.InEnglish)
{
    public Fault Fault => fault;
}

/// <summary>A row as it stands in the file. <paramref name="Problem"/>: it cannot be read at all.</summary>
/// <param name="Line">Where it begins, from 1.</param>
public readonly record struct SourceRow(long Line, string?[] Cells, Fault? Problem = null);

/// <summary>An open CSV or NDJSON file, read once from front to back; gzip is unpacked on the way.</summary>
public sealed class SourceFile : IDisposable
{
    private readonly FileStream bytes;
    private readonly StreamReader text;
    private readonly FileFormat format;
    private readonly FileType type;

    private SourceFile(FileStream bytes, StreamReader text, FileFormat format, FileType type) => (this.bytes, this.text, this.format, this.type) = (bytes, text, format, type);

    /// <summary>Column names in order. Those of NDJSON are the wanted ones: an object may lack any of them.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>The delimiter in use.</summary>
    public string Delimiter { get; private set; } = ",";

    /// <summary>0..1, by bytes.</summary>
    public double Progress => bytes.Length == 0 ? 1 : (double)bytes.Position / bytes.Length;

    /// <summary>Opens the file and reads its header.</summary>
    /// <param name="name">Its name where the path says nothing (an upload): decides the type.</param>
    /// <param name="wanted">The columns an NDJSON file is asked for; null takes those of its first objects.</param>
    public static async Task<SourceFile> OpenAsync(string path, string name, FileFormat format, IReadOnlyList<string>? wanted, CancellationToken cancel)
    {
        FileStream bytes;
        try
        {
            bytes = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 1 << 16, Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ImportStopped(new Fault("file", "The file {0} cannot be read.", name));
        }

        var first = new byte[2];
        var packed = await bytes.ReadAtLeastAsync(first, 2, throwOnEndOfStream: false, cancel) == 2 && first is [0x1f, 0x8b];
        bytes.Position = 0;
        Stream plain = packed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        var file = new SourceFile(bytes, new StreamReader(plain, EncodingOf(format), detectEncodingFromByteOrderMarks: true, 1 << 16), format, format.Type ?? TypeOf(name));
        try
        {
            if (file.type == FileType.Csv) await file.HeaderAsync(name, cancel);
            else file.Columns = wanted ?? await NdjsonRows.ColumnsAsync(path, packed, format, cancel);
            return file;
        }
        catch (InvalidDataException)
        {
            file.Dispose();
            throw new ImportStopped(new Fault("file", "The file {0} is packed, but cannot be unpacked.", name));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The type a name stands for: CSV unless it ends in .ndjson, .jsonl or .json (each also .gz).</summary>
    public static FileType TypeOf(string name)
    {
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetExtension(plain).ToLowerInvariant() is ".ndjson" or ".jsonl" or ".json" ? FileType.Ndjson : FileType.Csv;
    }

    /// <summary>The rows after the header.</summary>
    public IAsyncEnumerable<SourceRow> RowsAsync(CancellationToken cancel) =>
        type == FileType.Csv ? csv!.RowsAsync(Columns.Count, cancel) : NdjsonRows.RowsAsync(text, Columns, cancel);

    public void Dispose()
    {
        text.Dispose();
        bytes.Dispose();
    }

    private CsvRows? csv;

    private async Task HeaderAsync(string name, CancellationToken cancel)
    {
        csv = new CsvRows(text, format.Delimiter);
        Delimiter = csv.Delimiter;
        var first = await csv.FirstAsync(format.Header, cancel) ?? throw new ImportStopped(new Fault("file", "The file {0} is empty.", name));
        Columns = format.Header ? [.. first.Select(x => (x ?? "").Trim().TrimStart('\uFEFF'))] : [.. first.Select((_, i) => $"column{i + 1}")];
        if (Columns.Where(x => x.Length > 0).GroupBy(x => x).FirstOrDefault(x => x.Count() > 1) is { } twice)
            throw new ImportStopped(new Fault("file", "Two columns of {0} are called “{1}”.", name, twice.Key));
    }

    internal static Encoding EncodingOf(FileFormat format) => format.Encoding switch
    {
        "utf-16" => Encoding.Unicode,
        "latin1" => Encoding.Latin1,
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        _ => Encoding.UTF8,
    };
}
