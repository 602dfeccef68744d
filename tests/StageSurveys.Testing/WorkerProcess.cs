namespace StageSurveys.Testing;

/// <summary>The worker host as a process of its own.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private readonly ChildProcess process;

    private WorkerProcess(ChildProcess process) => this.process = process;

    public string Output => process.Output;

    /// <summary>Id of the process.</summary>
    public int Id => process.Id;

    /// <summary>Starts it and waits until it says that it runs.</summary>
    public static async Task<WorkerProcess> StartAsync(TestDatabase database, params (string Name, string Value)[] settings)
    {
        var process = ChildProcess.Start("dotnet", [Built.Program("StageSurveys.Worker")], Path.GetTempPath(), [("ConnectionStrings__StageSurveys", database.ConnectionString), .. settings]);
        await process.SaysAsync("Application started", Patience.Seconds(60));
        return new WorkerProcess(process);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
