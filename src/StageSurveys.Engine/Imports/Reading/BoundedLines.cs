using System.Text;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>
/// The lines of a text, each at most so many characters: what goes on beyond that is read past in pieces and never held. A line ends as everywhere in
/// .NET: with a line feed, a carriage return, or both.
/// </summary>
internal sealed class BoundedLines(StreamReader text, int longest)
{
    private readonly char[] buffer = new char[1 << 14];
    private readonly StringBuilder line = new();
    private int place;
    private int length;

    /// <summary>The next line; null for one that is too long, and no more after the last.</summary>
    public async ValueTask<(bool More, string? Line)> NextAsync(CancellationToken cancel)
    {
        line.Clear();
        var (any, tooLong) = (false, false);
        while (place < length || await FillAsync(cancel))
        {
            any = true;
            var rest = buffer.AsSpan(place, length - place);
            var end = rest.IndexOfAny('\n', '\r');
            var piece = end < 0 ? rest : rest[..end];
            tooLong |= line.Length + piece.Length > longest;
            if (!tooLong) line.Append(piece);
            place += piece.Length;
            if (end < 0) continue;
            if (buffer[place++] == '\r' && (place < length || await FillAsync(cancel)) && buffer[place] == '\n') place++;
            break;
        }

        return (any, tooLong ? null : line.ToString());
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        place = 0;
        length = await text.ReadAsync(buffer, cancel);
        return length > 0;
    }
}
