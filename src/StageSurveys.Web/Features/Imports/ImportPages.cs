using StageSurveys.Engine;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Web.Features.Imports;

/// <summary>A line of the list of imports.</summary>
public sealed record ImportLine(Guid Id, string FileName, ImportState State, double Progress, long Read, long Added, long Updated, long Unchanged, long Rejected, DateTimeOffset At, string By);

/// <summary>The list of imports.</summary>
public sealed record ImportsPage(IReadOnlyList<ImportLine> Lines, int Page, int Pages, TimeZoneInfo Zone);

/// <summary>Choosing a file. <paramref name="Mappings"/>: names of saved mappings and of those that come with the product.</summary>
public sealed record NewImportPage(IReadOnlyList<string> Mappings, IReadOnlyList<string> Faults);

/// <summary>A touchpoint to choose.</summary>
public sealed record TouchpointOption(string Key, LocalText Name);

/// <summary>A row of the preview: its cells, and what becomes of it.</summary>
public sealed record PreviewRow(long Line, IReadOnlyList<string?> Cells, string Result, string? Fault);

/// <summary>Building or choosing a mapping, with the first rows.</summary>
public sealed record MappingPage(
    Guid Id, string FileName, MappingForm Form, IReadOnlyList<string> Columns, IReadOnlyList<PreviewRow> Rows, bool Previewed, IReadOnlyList<string> Faults,
    IReadOnlyList<TouchpointOption> Touchpoints)
{
    public static IReadOnlyList<string> Measures => MappingReader.Measures;
}

/// <summary>A rejected row.</summary>
public sealed record RejectedRow(long Line, string Field, string Reason);

/// <summary>One import: where it stands, what became of its rows, the rejected ones.</summary>
public sealed record ImportPage(ImportLine Line, long LeftOut, string Error, bool CanRestart, IReadOnlyList<RejectedRow> Rejected, int Page, int Pages, long Kept)
{
    public bool UnderWay => Line.State is ImportState.Waiting or ImportState.Running;
}
