using System.Runtime.CompilerServices;
using System.Text;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>
/// The rows of a CSV text (RFC 4180: quoted fields may hold delimiters, line breaks and doubled quotes), with the line each begins on. A quote inside an
/// unquoted field is an ordinary character, as spreadsheets write it.
/// </summary>
internal sealed class CsvRows
{
    /// <summary>A record longer than this is no record: most likely a quote was never closed.</summary>
    private const int MaxRecord = 1_000_000;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly StreamReader text;
    private readonly char[] buffer = new char[1 << 16];
    private readonly StringBuilder field = new();
    private readonly List<string?> cells = [];
    private int place;
    private int length;
    private long line = 1;
    private char delimiter;
    private SourceRow? first;

    public CsvRows(StreamReader text, string? delimiter)
    {
        this.text = text;
        length = text.ReadBlock(buffer, 0, buffer.Length);
        this.delimiter = delimiter is null ? Detect(buffer.AsSpan(0, length)) : delimiter[0];
    }

    public string Delimiter => delimiter.ToString();

    /// <summary>The first record; when it is no header it will come again as a row.</summary>
    public async ValueTask<string?[]?> FirstAsync(bool header, CancellationToken cancel)
    {
        var record = await ReadAsync(cancel);
        if (!header) first = record;
        return record?.Cells;
    }

    public async IAsyncEnumerable<SourceRow> RowsAsync(int columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (first is { } kept) yield return kept;
        while (await ReadAsync(cancel) is { } row)
        {
            if (row.Problem is null && row.Cells.Length != columns)
                yield return row with { Problem = new Fault("row", "The row has {0} cells, the header {1}.", row.Cells.Length, columns) };
            else yield return row;
        }
    }

    /// <summary>The delimiter that stands most often in the first line outside of quotes.</summary>
    internal static char Detect(ReadOnlySpan<char> start)
    {
        Span<int> counts = stackalloc int[Delimiters.Length];
        var quoted = false;
        foreach (var c in start)
        {
            if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c is '\n' or '\r') break;
            else if (Array.IndexOf(Delimiters, c) is >= 0 and var found) counts[found]++;
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[best]) best = i;
        return Delimiters[best];
    }

    private async ValueTask<SourceRow?> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            cells.Clear();
            field.Clear();
            var (begun, quoted, wasQuoted, size) = (line, false, false, 0);
            while (true)
            {
                if (place == length && !await FillAsync(cancel))
                {
                    if (cells.Count == 0 && field.Length == 0 && !wasQuoted) return null;
                    Close(wasQuoted);
                    return quoted
                        ? new SourceRow(begun, [.. cells], new Fault("row", "A quote that begins here is never closed."))
                        : new SourceRow(begun, [.. cells]);
                }

                var c = buffer[place++];
                if (++size > MaxRecord)
                {
                    await SkipLineAsync(cancel);
                    return new SourceRow(begun, [], new Fault("row", "The row is longer than {0} characters; a quote may not be closed.", MaxRecord));
                }

                if (quoted)
                {
                    if (c != '"')
                    {
                        if (c == '\n') line++;
                        field.Append(c);
                    }
                    else if ((place < length || await FillAsync(cancel)) && buffer[place] == '"')
                    {
                        field.Append('"');
                        place++;
                    }
                    else quoted = false;
                }
                else if (c == '"' && field.Length == 0 && !wasQuoted) (quoted, wasQuoted) = (true, true);
                else if (c == delimiter)
                {
                    Close(wasQuoted);
                    wasQuoted = false;
                }
                else if (c is '\n' or '\r')
                {
                    if (c == '\r' && (place < length || await FillAsync(cancel)) && buffer[place] == '\n') place++;
                    line++;
                    if (cells.Count == 0 && field.Length == 0 && !wasQuoted) break;
                    Close(wasQuoted);
                    return new SourceRow(begun, [.. cells]);
                }
                else field.Append(c);
            }
        }
    }

    private void Close(bool wasQuoted)
    {
        cells.Add(field.Length == 0 && !wasQuoted ? null : field.ToString());
        field.Clear();
    }

    private async ValueTask SkipLineAsync(CancellationToken cancel)
    {
        while (place < length || await FillAsync(cancel))
        {
            if (buffer[place++] != '\n') continue;
            line++;
            return;
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        place = 0;
        length = await text.ReadAsync(buffer, cancel);
        return length > 0;
    }
}
