using System.Runtime.InteropServices;
using StageSurveys.Engine.Data;
using StageSurveys.Testing;

// The helpers as a process of their own:
//   services             starts what tests share, prints the variables that name it, stops it all on SIGTERM
//   service <name>       starts postgres or rabbitmq for the process that holds the other end of the input
//   postgres <folder>    runs an embedded PostgreSQL as an application would; tests kill this process
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    switch (args)
    {
        case ["services"]:
            await RunServicesAsync(postgres: true, rabbitmq: true);
            return 0;
        case ["service", var service]:
            _ = Task.Run(() =>
            {
                Console.In.ReadToEnd();
                stop.Cancel();
            });
            await RunServicesAsync(service == "postgres", service == "rabbitmq");
            return 0;
        case ["postgres", var folder]:
            await using (var postgres = await EmbeddedPostgres.StartAsync(EmbeddedPostgresOptions.For(TestFolder.Repository, folder), Console.WriteLine, stop.Token))
            {
                Console.WriteLine($"address {postgres.ConnectionString("postgres")}");
                await UntilStoppedAsync();
            }
            return 0;
        default:
            Console.Error.WriteLine("usage: services | postgres <folder>");
            return 2;
    }
}
catch (EmbeddedPostgresException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}

async Task RunServicesAsync(bool postgres, bool rabbitmq)
{
    using var folder = new TestFolder();
    await using var database = postgres ? await PostgresServer.StartEmbeddedAsync(folder.Path) : null;
    await using var broker = rabbitmq ? await RabbitServer.StartNewAsync() : null;
    if (database is not null)
    {
        Console.WriteLine($"{PostgresServer.Variable}={database.ConnectionString("postgres")}");
    }
    if (broker is not null)
    {
        Console.WriteLine($"{RabbitBroker.Variable}={broker.Address}");
        Console.WriteLine($"{RabbitBroker.ManagementVariable}={broker.Management}");
    }
    await UntilStoppedAsync();
}

async Task UntilStoppedAsync()
{
    Console.WriteLine("ready");
    await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
