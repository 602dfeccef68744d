using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>The floor of every page: Kestrel serving the same bytes as a file, in a process of its own.</summary>
public static class StaticFloor
{
    /// <summary>Runs until the process is stopped.</summary>
    public static async Task ServeAsync(string folder, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder) });
        await app.StartAsync();
        Console.WriteLine("ready");
        await app.WaitForShutdownAsync();
    }

    /// <summary>Starts it beside this process.</summary>
    public static async Task<(ChildProcess Process, Uri Address)> StartAsync(string folder)
    {
        var port = FreePort.Next();
        var process = ChildProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "StageSurveys.Benchmarks.dll"), "static", folder, $"{port}"], folder, []);
        await process.SaysAsync("ready", TimeSpan.FromSeconds(60));
        return (process, new Uri($"http://127.0.0.1:{port}"));
    }
}
