using Npgsql;

namespace StageSurveys.Engine.Personas;

/// <summary>Puts unlocked customers where the rules in force say; every way to change a customer ends here.</summary>
public sealed class PersonaAssignment
{
    /// <summary>Assigns the given customers inside the caller's transaction; the caller holds the rules lock.</summary>
    public Task RunAsync(NpgsqlConnection connection, Guid[] customerIds, CancellationToken cancel) => Task.CompletedTask;
}
