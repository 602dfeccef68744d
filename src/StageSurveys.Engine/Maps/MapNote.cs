using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Maps;

/// <summary>The lanes of a map that a team writes itself.</summary>
public enum MapLane { Actions, Motivations, Questions, Obstacles }

/// <summary>
/// One version of what a team wrote on a map: a persona, a lane, and a stage or a touchpoint. A change is a new row and an empty text takes the note away, so
/// that the history says who wrote what and when, and nothing is lost.
/// </summary>
public sealed class MapNote
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid PersonaId { get; set; }

    /// <summary>The stage it is about; null when it is about a touchpoint.</summary>
    public Guid? StageId { get; set; }

    /// <summary>The touchpoint it is about; null when it is about a whole stage.</summary>
    public Guid? TouchpointId { get; set; }
    public MapLane Lane { get; set; }
    public LocalText Text { get; set; } = LocalText.Empty;
    public DateTimeOffset WrittenAt { get; set; }
    public string WrittenBy { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<MapNote>
    {
        public void Configure(EntityTypeBuilder<MapNote> entity)
        {
            entity.HasIndex(x => new { x.PersonaId, x.Lane });
            entity.HasIndex(x => x.StageId);
            entity.HasIndex(x => x.TouchpointId);
            entity.HasOne<Persona>().WithMany().HasForeignKey(x => x.PersonaId).OnDelete(DeleteBehavior.Cascade);
            entity.HasOne<Stage>().WithMany().HasForeignKey(x => x.StageId).OnDelete(DeleteBehavior.Cascade);
            entity.HasOne<Touchpoint>().WithMany().HasForeignKey(x => x.TouchpointId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A place on a map where a note can stand: a lane, and a stage or one of its touchpoints, by key.</summary>
public sealed record NotePlace(string Persona, string Journey, MapLane Lane, string Stage, string? Touchpoint);

/// <summary>What stands there now.</summary>
/// <param name="Version">The row; null where nothing was ever written.</param>
public sealed record NoteText(Guid? Version, LocalText Text, DateTimeOffset? WrittenAt, string WrittenBy)
{
    public static NoteText Nothing { get; } = new(null, LocalText.Empty, null, "");
}
