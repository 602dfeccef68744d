using System.Text;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Imports.Reading;

namespace StageSurveys.Engine.Tests.Imports;

/// <summary>Nothing else runs beside these tests: they count what is allocated.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LongLinesTests
{
    private const string People = """{"version":1,"name":"people","kind":"customers","customer":{"id":"{id}","name":"{name}"}}""";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task A_line_too_long_is_listed_with_its_number_and_the_good_lines_around_it_go_in(string end)
    {
        await using var desk = await ImportDesk.OpenAsync();
        var text = string.Join(end, [Person(1), "", Person(2, new string('x', 3_000_000)), Person(3), Person(4, new string('y', 999_900)), Person(5, new string('z', 1_000_000))]);

        var (state, progress, _) = await desk.RunAsync("people.ndjson", text, People);

        Assert.Equal((ImportState.Finished, 5L, 2L, 3L), (state, progress.Read, progress.Added, progress.Rejected));
        Assert.Equal(["3 row", "5 name", "6 row"], await desk.QueryAsync<string>("SELECT line || ' ' || field FROM import_faults ORDER BY line"));
        Assert.Equal(["The line is longer than {0} characters. 1000000"], await desk.QueryAsync<string>("SELECT DISTINCT text || ' ' || args[1] FROM import_faults WHERE field = 'row'"));
        Assert.Equal(["c1", "c3"], await desk.QueryAsync<string>("SELECT external_id FROM customers ORDER BY 1"));
    }

    [Fact]
    public async Task An_endless_line_is_never_held_whole()
    {
        const int Length = 60_000_000;
        await using var desk = await ImportDesk.OpenAsync();
        var path = desk.Write("people.ndjson", "");
        await using (var file = new StreamWriter(path))
        {
            var piece = new string('x', 100_000);
            for (var i = 0; i < Length / piece.Length; i++) await file.WriteAsync(piece);
            await file.WriteAsync("\n" + Person(1));
        }

        var before = GC.GetTotalAllocatedBytes();
        using var source = await SourceFile.OpenAsync(path, "people.ndjson", MappingReader.Read(People).Value!.Format, null, default);
        var lines = new List<long>();
        await foreach (var row in source.RowsAsync(default)) lines.Add(row.Problem is null ? row.Line : -row.Line);

        Assert.Equal(["id", "name"], source.Columns);
        Assert.Equal([-1, 2], lines);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, Length / 2);
    }

    private static string Person(int i, string name = "Camille") => new StringBuilder().Append("{\"id\":\"c").Append(i).Append("\",\"name\":\"").Append(name).Append("\"}").ToString();
}
