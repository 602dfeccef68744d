using System.Reflection;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Imports;

/// <summary>The mappings of the workspace and those that come with the product.</summary>
public sealed class SavedMappings(IDbContextFactory<StageSurveysDb> contexts)
{
    private const string Prefix = "StageSurveys.Engine.Imports.Samples.";

    /// <summary>Names, the workspace's own first.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var own = await db.ImportMappings.OrderBy(x => x.Name).Select(x => x.Name).Take(200).ToListAsync(cancel);
        return [.. own.Union(Samples())];
    }

    /// <summary>The document of a name, or null.</summary>
    public async Task<string?> FindAsync(string name, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ImportMappings.Where(x => x.Name == name).Select(x => x.Document).FirstOrDefaultAsync(cancel) ?? Sample(name);
    }

    /// <summary>A name or a whole document → the mapping.</summary>
    public async Task<Outcome<MappingDocument>> ResolveAsync(string nameOrDocument, CancellationToken cancel)
    {
        if (nameOrDocument.TrimStart().StartsWith('{')) return MappingReader.Read(nameOrDocument);
        return await FindAsync(nameOrDocument.Trim(), cancel) is { } document ? MappingReader.Read(document) : new Fault("mapping", "There is no mapping “{0}”.", nameOrDocument);
    }

    /// <summary>Keeps a mapping under its name.</summary>
    public async Task SaveAsync(MappingDocument mapping, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO import_mappings (id, name, document, updated_at) VALUES ({Guid.CreateVersion7()}, {mapping.Name}, {mapping.Json}::jsonb, {now})
            ON CONFLICT (name) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at
            """, cancel);
    }

    private static IEnumerable<string> Samples() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(x => x.StartsWith(Prefix, StringComparison.Ordinal)).Select(x => x[Prefix.Length..^".json".Length]).Order(StringComparer.Ordinal);

    private static string? Sample(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.json");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
