using System.Text.Json;
using Microsoft.Playwright;
using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Browser;

/// <summary>A page in a browser of its own (no cookie of another test), with what it complained about.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(TestFolder.Repository, "wwwroot-assets", "node_modules", "axe-core", "axe.min.js")));

    // Verbatims and names stay in the language they were given in; code is nobody's language.
    private const string TextOfTheProduct = """
        () => {
          const copy = document.body.cloneNode(true);
          copy.querySelectorAll("script, style, template, code, pre, textarea, svg, [lang]:not([lang^='fr']), .ss-said").forEach((e) => e.remove());
          const said = [...copy.querySelectorAll("[aria-label], [title], [placeholder], [data-confirm]")]
            .flatMap((e) => ["aria-label", "title", "placeholder", "data-confirm"].map((a) => e.getAttribute(a) ?? ""));
          return [copy.textContent, ...said].join(" \n ").replace(/\s+/g, " ");
        }
        """;

    private readonly List<string> complaints = [];
    private readonly string shots;

    public BrowserPage(IPage page, string shots)
    {
        (Page, this.shots) = (page, shots);
        page.Console += (_, message) =>
        {
            if (message.Type is "error") complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Errors of the console and of scripts since the last time.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        string[] taken = [.. complaints];
        complaints.Clear();
        return taken;
    }

    /// <summary>Keeps a picture of the whole page for people to look at.</summary>
    public Task ShootAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(shots, name + ".png"), FullPage = true });

    /// <summary>What axe finds against the page, one line each.</summary>
    public async Task<IReadOnlyList<string>> AxeAsync()
    {
        await Page.EvaluateAsync(Axe.Value);
        // What still fades in has not its colour yet.
        await Page.EvaluateAsync("() => Promise.all(document.getAnimations().filter(x => x.effect?.getComputedTiming().endTime < 5000).map(x => x.finished.catch(() => {})))");
        var found = await Page.EvaluateAsync<JsonElement>("async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations");
        return
        [
            .. from violation in found.EnumerateArray()
               from node in violation.GetProperty("nodes").EnumerateArray().Take(3)
               select $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()![..Math.Min(160, node.GetProperty("html").GetString()!.Length)]}",
        ];
    }

    /// <summary>By how many pixels the page is wider than the screen.</summary>
    public Task<int> TooWideAsync() => Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)");

    /// <summary>The words of the product on a French page: texts, labels and titles without what customers and the team wrote in another language.</summary>
    public Task<string> FrenchTextAsync() => Page.EvaluateAsync<string>(TextOfTheProduct);

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
