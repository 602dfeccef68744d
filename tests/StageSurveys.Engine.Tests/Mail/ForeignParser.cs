using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace StageSurveys.Engine.Tests.Mail;

/// <summary>Reads mails with the npm package postal-mime.</summary>
public static class ForeignParser
{
    private static readonly SemaphoreSlim Installing = new(1);

    public static async Task<ParsedMail> ReadAsync(byte[] mime)
    {
        var folder = Folder();
        await Installing.WaitAsync();
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "postal-mime"))) await RunAsync(folder, "npm", ["ci", "--no-audit", "--no-fund"], []);
        }
        finally
        {
            Installing.Release();
        }

        var json = await RunAsync(folder, "node", ["parse.mjs"], mime);
        return JsonSerializer.Deserialize<ParsedMail>(json, JsonSerializerOptions.Web)!;
    }

    private static async Task<string> RunAsync(string folder, string program, string[] arguments, byte[] input)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} failed: {await errors}");
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "parser");
}

public sealed record ParsedMail(ParsedAddress From, IReadOnlyList<ParsedAddress> To, string Subject, string MessageId, DateTimeOffset Date, string Text, string? Html,
    IReadOnlyList<ParsedHeader> Headers)
{
    public string? Header(string name) => Headers.SingleOrDefault(header => header.Key == name)?.Value;
}

public sealed record ParsedAddress(string Name, string Address);

public sealed record ParsedHeader(string Key, string Value);
