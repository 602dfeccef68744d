using System.Globalization;
using System.Text;

namespace StageSurveys.Web.Features.Exports;

/// <summary>
/// Comma-separated text as the spreadsheet of the reader's language opens it by a double click: French ones want semicolons and decimal commas. It begins
/// with a byte order mark, without which Excel takes UTF-8 for something else.
/// </summary>
public sealed class CsvTable
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true);
    private readonly StringBuilder text = new();
    private readonly CultureInfo culture;
    private readonly char separator;
    private bool begun;

    public CsvTable(CultureInfo culture)
    {
        this.culture = culture;
        separator = culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
    }

    /// <summary>A line; numbers keep every digit, null is an empty field.</summary>
    public void Add(params object?[] fields)
    {
        text.AppendJoin(separator, fields.Select(Field)).Append("\r\n");
    }

    public byte[] ToBytes() => [.. Encoding.GetPreamble(), .. Encoding.GetBytes(text.ToString())];

    /// <summary>What was added since the last time, for a file that is written as it is read.</summary>
    public byte[] Take()
    {
        byte[] bytes = begun ? Encoding.GetBytes(text.ToString()) : ToBytes();
        begun = true;
        text.Clear();
        return bytes;
    }

    private string Field(object? value) => value switch
    {
        null => "",
        // The spreadsheet's own minus sign, which is ASCII, whatever the culture writes.
        double number => number.ToString("R", CultureInfo.InvariantCulture).Replace(".", culture.NumberFormat.NumberDecimalSeparator, StringComparison.Ordinal),
        long or int => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        bool yes => yes ? "1" : "0",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => Quoted(Harmless(value.ToString() ?? "")),
    };

    // A text that a spreadsheet would run as a formula: what customers and colleagues write must not.
    private static string Harmless(string value) => value.TrimStart() is [var first, ..] && "=+-@\t\r\n＝＋－＠".Contains(first, StringComparison.Ordinal) || value is ['\t' or '\r' or '\n', ..] ? "'" + value : value;

    private string Quoted(string value) =>
        value.AsSpan().IndexOfAny(['"', '\r', '\n', ';', ',']) >= 0 || value.Contains(separator, StringComparison.Ordinal) || value != value.Trim()
            ? "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : value;
}
