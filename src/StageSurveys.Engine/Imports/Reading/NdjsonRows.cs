using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>The rows of a text with one JSON object a line. A column is a property, or a path such as "customer.email".</summary>
internal static class NdjsonRows
{
    private const int MaxLine = 1_000_000;

    public static async IAsyncEnumerable<SourceRow> RowsAsync(StreamReader text, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        var lines = new BoundedLines(text, MaxLine);
        for (long line = 1; await lines.NextAsync(cancel) is (true, var content); line++)
        {
            if (content is null) yield return new SourceRow(line, [], new Fault("row", "The line is longer than {0} characters.", MaxLine));
            else if (!string.IsNullOrWhiteSpace(content)) yield return Read(line, content, columns);
        }
    }

    /// <summary>The paths found in the first lines.</summary>
    public static async Task<IReadOnlyList<string>> ColumnsAsync(string path, bool packed, FileFormat format, CancellationToken cancel)
    {
        await using var bytes = File.OpenRead(path);
        await using Stream plain = packed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var text = new StreamReader(plain, SourceFile.EncodingOf(format));
        var found = new List<string>();
        var lines = new BoundedLines(text, MaxLine);
        for (var i = 0; i < 50 && await lines.NextAsync(cancel) is (true, var line); i++)
        {
            if (line is null or "") continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.ValueKind == JsonValueKind.Object) Collect(document.RootElement, "", found);
            }
            catch (JsonException)
            {
                // The run itself names lines that cannot be read.
            }
        }

        return found;
    }

    private static void Collect(JsonElement element, string prefix, List<string> found)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object) Collect(property.Value, prefix + property.Name + ".", found);
            else if (!found.Contains(prefix + property.Name)) found.Add(prefix + property.Name);
        }
    }

    private static SourceRow Read(long line, string content, IReadOnlyList<string> columns)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return new SourceRow(line, [], new Fault("row", "The line is no JSON object."));
            var cells = new string?[columns.Count];
            for (var i = 0; i < cells.Length; i++) cells[i] = Find(document.RootElement, columns[i]);
            return new SourceRow(line, cells);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return new SourceRow(line, [], new Fault("row", "The line is no readable JSON."));
        }
    }

    private static string? Find(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty(path, out var value))
        {
            return value.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                JsonValueKind.String => value.GetString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => value.GetRawText(),
            };
        }

        for (var dot = path.IndexOf('.'); dot > 0; dot = path.IndexOf('.', dot + 1))
            if (element.TryGetProperty(path[..dot], out var inner) && Find(inner, path[(dot + 1)..]) is { } found) return found;
        return null;
    }
}
