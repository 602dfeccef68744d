using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StageSurveys.Web.Tests;

/// <summary>Keeps what an application logs as a warning or worse, under the log levels of its own settings.</summary>
public sealed class LogOfTest : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>"Category: text", with the exception if there was one.</summary>
    public IReadOnlyList<string> Complaints => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) lines.Enqueue($"{category}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");
        }
    }
}
