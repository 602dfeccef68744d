using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Journeys;

/// <summary>Where a touchpoint happens.</summary>
public enum Channel { Email, Web, Shop, Phone, Chat, App, Social, Delivery, Partner }

/// <summary>A moment in a stage that a customer goes through.</summary>
public sealed class Touchpoint
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid StageId { get; set; }

    /// <summary>The touchpoint that this one is a sub-step of; of the same stage, one level deep.</summary>
    public Guid? ParentId { get; set; }

    /// <summary>Short stable key, unique in the workspace: events name the touchpoint by it.</summary>
    public required string Key { get; set; }
    public required LocalText Name { get; set; }
    public Channel Channel { get; set; } = Channel.Web;

    /// <summary>False: only some customers go through it, and it weighs by their share (see the measurement model, M7).</summary>
    public bool IsMandatory { get; set; } = true;

    /// <summary>A key moment weighs double in its stage.</summary>
    public bool IsKeyMoment { get; set; }
    public string OwnerTeam { get; set; } = "";
    public string OwnerPerson { get; set; } = "";

    /// <summary>What the customer wants here, in the customer's words; shown in the goals lane of the map.</summary>
    public LocalText Goal { get; set; } = LocalText.Empty;

    /// <summary>Order within the stage (or within the parent), from 0.</summary>
    public int Position { get; set; }

    /// <summary>Set when the touchpoint was put away: hidden, its answers kept.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Touchpoint>
    {
        public void Configure(EntityTypeBuilder<Touchpoint> entity)
        {
            entity.HasIndex(x => x.Key).IsUnique();
            entity.HasIndex(x => x.StageId);
            entity.HasOne<Touchpoint>().WithMany().HasForeignKey(x => x.ParentId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
