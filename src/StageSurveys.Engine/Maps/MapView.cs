using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Maps;

/// <summary>Somebody opened the map of a persona on a journey: from then on what they assume of it is no guess any more.</summary>
public sealed class MapView
{
    public Guid PersonaId { get; set; }
    public Guid JourneyId { get; set; }

    /// <summary>No foreign key: sign-ins are kept in a schema of their own.</summary>
    public Guid UserId { get; set; }

    /// <summary>The first time.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<MapView>
    {
        public void Configure(EntityTypeBuilder<MapView> entity)
        {
            entity.HasKey(x => new { x.PersonaId, x.JourneyId, x.UserId });
            entity.HasIndex(x => x.JourneyId);
            entity.HasOne<Persona>().WithMany().HasForeignKey(x => x.PersonaId).OnDelete(DeleteBehavior.Cascade);
            entity.HasOne<Journey>().WithMany().HasForeignKey(x => x.JourneyId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>Keeps that somebody opened a map.</summary>
public sealed class RecordMapView(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Keeps the first time of each map.</summary>
    /// <param name="personas">Keys of the personas whose figures were shown: one map may draw the curves of others too.</param>
    public async Task RunAsync(Guid user, string journey, IReadOnlyCollection<string> personas, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            """
            INSERT INTO map_views (persona_id, journey_id, user_id, opened_at)
            SELECT p.id, j.id, $1, $2 FROM journeys j, personas p WHERE j.key = $3 AND p.key = ANY($4)
            ON CONFLICT DO NOTHING
            """);
        foreach (var value in (object[])[user, time.GetUtcNow().UtcDateTime, journey, personas.ToArray()]) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
