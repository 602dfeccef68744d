using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using StageSurveys.Testing;

namespace StageSurveys.Proof;

/// <summary>A shop that tells of its deliveries, each until it was heard: an answer that got lost makes it tell the same again.</summary>
internal sealed class Producer : IAsyncDisposable
{
    private const int Lot = 100;

    private readonly Channel<int> wanted = Channel.CreateUnbounded<int>();
    private readonly HttpClient api;
    private readonly CancellationTokenSource stop = new();
    private readonly Task telling;

    public Producer(Uri web)
    {
        api = new HttpClient { BaseAddress = web, Timeout = TimeSpan.FromSeconds(20) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WebProcess.ApiKey);
        telling = TellAsync();
    }

    /// <summary>Events that the product has accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>Posts that failed and were told again.</summary>
    public int Repeats { get; private set; }

    /// <summary>Events that the product knew already when they were told again.</summary>
    public int Duplicates { get; private set; }

    /// <summary>The customer of an event has the same name as the event.</summary>
    public static string Name(int number) => $"p{number:000000}";

    /// <summary>Lets it tell so many further events.</summary>
    public void Offer(int count) => wanted.Writer.TryWrite(count);

    /// <summary>The product's own account of its ledger; null while it cannot be asked.</summary>
    public async Task<JsonElement?> LedgerAsync()
    {
        try
        {
            return JsonDocument.Parse(await api.GetStringAsync("/api/v1/ledger")).RootElement;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Nothing more comes; waits until all is told.</summary>
    public async Task CompleteAsync()
    {
        wanted.Writer.TryComplete();
        await telling;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        api.Dispose();
        stop.Dispose();
    }

    private async Task TellAsync()
    {
        var told = 0;
        await foreach (var count in wanted.Reader.ReadAllAsync(stop.Token))
        {
            foreach (var lot in Enumerable.Range(told, count).Chunk(Lot))
            {
                var events = lot.Select(number => Shop.Event(Name(number))).ToArray();
                while (!await PostAsync(events))
                {
                    Repeats++;
                    await Task.Delay(TimeSpan.FromMilliseconds(300), stop.Token);
                }
            }

            told += count;
        }
    }

    private async Task<bool> PostAsync(object[] events)
    {
        try
        {
            using var answer = await api.PostAsJsonAsync("/api/v1/touchpoint-events", events, stop.Token);
            if (!answer.IsSuccessStatusCode) return false;
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop.Token));
            var statuses = body.RootElement.EnumerateArray().Select(item => item.GetProperty("status").GetString()).ToList();
            if (statuses.Find(x => x is not ("accepted" or "duplicate")) is { } odd) throw new InvalidOperationException($"An event was answered with “{odd}”: {body.RootElement}");
            Accepted += statuses.Count;
            Duplicates += statuses.Count(x => x == "duplicate");
            return true;
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException || (problem is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }
}
