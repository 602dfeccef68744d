using System.Runtime.InteropServices;
using StageSurveys.Proof;

// Sends invitations through the whole product while parts of it are killed, and checks afterwards that the ledger tells the truth. README.md says how to read the report.
if (ProofOptions.Read(args) is not { } options)
{
    Console.Error.WriteLine(ProofOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    return await ProofRun.RunAsync(options, stop.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped before the end: nothing is proven.");
    return 130;
}
catch (Exception problem)
{
    Console.WriteLine($"NOT PROVEN, the run broke off: {problem}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
