using System.Diagnostics;

namespace StageSurveys.Testing;

/// <summary>Waits for something that another process or thread will bring about.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(15);

    /// <summary>Looks until the condition holds; fails with the message when it does not within the limit (15 s unless told).</summary>
    public static Task True(Func<bool> condition, string message, TimeSpan? limit = null) =>
        True(() => Task.FromResult(condition()), message, limit);

    /// <inheritdoc cref="True(Func{bool}, string, TimeSpan?)"/>
    public static async Task True(Func<Task<bool>> condition, string message, TimeSpan? limit = null) =>
        await Get(async () => await condition() ? "" : null, message, limit);

    /// <summary>Looks until there is a value; fails with the message when there is none within the limit.</summary>
    public static async Task<T> Get<T>(Func<Task<T?>> look, string message, TimeSpan? limit = null)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } value)
            {
                return value;
            }
            if (watch.Elapsed > (limit ?? DefaultLimit))
            {
                throw new TimeoutException($"{message} (waited {watch.Elapsed.TotalSeconds:0.0} s)");
            }
            await Task.Delay(50);
        }
    }
}
