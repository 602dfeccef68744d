using MassTransit;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Imports;

/// <summary>Works through an uploaded import.</summary>
public sealed class RunImportConsumer(TakeImport take) : IConsumer<RunImport>
{
    public Task Consume(ConsumeContext<RunImport> context) => take.RunAsync(context.Message.RunId, null, context.CancellationToken);
}

/// <summary>How it is consumed: one import at a time a process, never repeated by the bus.</summary>
public sealed class RunImportConsumerDefinition : ConsumerDefinition<RunImportConsumer>
{
    public RunImportConsumerDefinition()
    {
        EndpointName = "run-import";
        ConcurrentMessageLimit = 1;
    }
}
