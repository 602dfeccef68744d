namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>One row being read: its cells by column name, and the first thing that is wrong with it.</summary>
public sealed class RowReading(IReadOnlyDictionary<string, int> columns, string?[] cells, MappingDocument mapping)
{
    public DateReading Dates => mapping.Dates;

    /// <summary>What is wrong with the row; null while nothing is.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>The cell, trimmed; null when it is empty, a "no answer" of the mapping, or no column of the file.</summary>
    public string? this[string column]
    {
        get
        {
            if (!columns.TryGetValue(column, out var place) || place >= cells.Length || cells[place] is not { } cell) return null;
            var text = cell.Trim();
            return text.Length == 0 || mapping.NoAnswer.Contains(text) ? null : text;
        }
    }

    /// <summary>Notes a fault; the first one is what the row is rejected with.</summary>
    public void Refuse(Fault fault) => Fault ??= fault;
}
