using System.IO.Compression;
using System.Text;
using Npgsql;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Imports;

/// <summary>Lays files into a folder of its own and imports them into a database of its own.</summary>
public sealed class ImportDesk : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("import-test");

    private ImportDesk(TestDatabase database, EngineHost engine) => (Database, Engine) = (database, engine);

    public TestDatabase Database { get; }
    public EngineHost Engine { get; }

    public static async Task<ImportDesk> OpenAsync()
    {
        var database = await TestDatabase.CreateAsync();
        return new ImportDesk(database, EngineHost.Build(database));
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllText(path, text);
            return path;
        }

        using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        packed.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }

    public Task<(ImportState State, ImportProgress Progress, Fault? Fault)> RunAsync(string name, string text, string mapping, CancellationToken cancel = default)
    {
        var read = MappingReader.Read(mapping);
        Assert.True(read.Ok, string.Join("; ", read.Faults.Select(x => $"{x.Field}: {x.InEnglish}")));
        var request = new ImportRequest(Write(name, text), name, read.Value!, ScoreHere: true, "test");
        return Engine.Get<ImportOnce>().RunAsync(request, null, cancel);
    }

    public async Task<List<T>> QueryAsync<T>(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    public async Task<T> OneAsync<T>(string sql) => (await QueryAsync<T>(sql)).Single();

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Database.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
