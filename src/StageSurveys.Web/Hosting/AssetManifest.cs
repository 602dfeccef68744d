using System.Collections.Frozen;
using System.Text.Json;

namespace StageSurveys.Web.Hosting;

/// <summary>
/// Knows the built browser files: a page asks for <c>answer.js</c> and links <c>/assets/answer-1A2B3C4D.js</c>, which never changes
/// and may be kept for ever. Read once, at the first use.
/// </summary>
public sealed class AssetManifest(IWebHostEnvironment environment)
{
    /// <summary>Where the files are served.</summary>
    public const string Root = "/assets/";

    private readonly Lazy<FrozenDictionary<string, string>> names = new(() => Read(environment));

    /// <summary>The address of a file by its logical name; throws when the build has no such file.</summary>
    public string this[string name] => names.Value.TryGetValue(name, out var file)
        ? Root + file
        : throw new ArgumentException($"There is no asset '{name}'; the build made {string.Join(", ", names.Value.Keys.Order(StringComparer.Ordinal))}.", nameof(name));

    /// <summary>The hashed file names, without folder.</summary>
    public IEnumerable<string> Files => names.Value.Values;

    private static FrozenDictionary<string, string> Read(IWebHostEnvironment environment)
    {
        var manifest = environment.WebRootFileProvider.GetFileInfo("assets/manifest.json");
        if (!manifest.Exists)
            throw new InvalidOperationException($"The assets are not built: {environment.ContentRootPath} has no wwwroot/assets/manifest.json. Build the web project first.");
        using var stream = manifest.CreateReadStream();
        return (JsonSerializer.Deserialize<Dictionary<string, string>>(stream) ?? []).ToFrozenDictionary(StringComparer.Ordinal);
    }
}
