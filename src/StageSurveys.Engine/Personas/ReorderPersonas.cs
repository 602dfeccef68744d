using Npgsql;

namespace StageSurveys.Engine.Personas;

/// <summary>Changes the order in which personas are shown (not that of the rules). « Sans persona » stays last.</summary>
public sealed class ReorderPersonas(NpgsqlDataSource source)
{
    /// <summary>Personas that are not named keep their order after the named ones.</summary>
    public async Task RunAsync(IReadOnlyList<Guid> personaIds, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("""
            UPDATE personas p SET position = o.place
            FROM (SELECT x.id, row_number() OVER (ORDER BY array_position($1, x.id) NULLS LAST, x.position, x.id) - 1 AS place
                  FROM personas x WHERE NOT x.is_fallback AND x.archived_at IS NULL) o
            WHERE p.id = o.id
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = personaIds.ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
