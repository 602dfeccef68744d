using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Personas;

/// <summary>A kind of customer: its portrait. Who belongs is decided by the <see cref="PersonaRuleSet"/>.</summary>
public sealed class Persona
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Short stable key, unique; "none" is the fallback.</summary>
    public required string Key { get; set; }
    public required LocalText Name { get; set; }

    /// <summary>A sentence in the persona's own voice.</summary>
    public LocalText Quote { get; set; } = LocalText.Empty;
    public LocalText Description { get; set; } = LocalText.Empty;

    /// <summary>#rrggbb, for the portrait and the legend.</summary>
    public string Colour { get; set; } = "#4a3aa7";

    /// <summary>Portrait lines, one a group of attributes: {"sales": {"fr": "…", "en": "…"}, …}.</summary>
    public string Traits { get; set; } = "{}";

    /// <summary>What a customer of this kind is worth in a year, in euros, for problems at risk; null where nobody said, and then no money is shown.</summary>
    public double? CustomerValue { get; set; }

    /// <summary>Order on screens, from 0. The order of the rules is the rule set's.</summary>
    public int Position { get; set; }

    /// <summary>True for the one persona that takes everybody no rule matches.</summary>
    public bool IsFallback { get; set; }
    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Persona>
    {
        public void Configure(EntityTypeBuilder<Persona> entity)
        {
            entity.Property(x => x.Traits).HasColumnType("jsonb");
            entity.HasIndex(x => x.Key).IsUnique();
        }
    }
}

/// <summary>A published, frozen set of ordered rules: the first that matches decides a customer's persona. A change makes a new version.</summary>
public sealed class PersonaRuleSet
{
    /// <summary>1, 2, 3…; the highest is in force.</summary>
    public int Version { get; set; }

    /// <summary>[{"persona": "key", "when": {"all"|"any": [condition or group, …]}}, …] in order.</summary>
    public required string Rules { get; set; }
    public DateTimeOffset PublishedAt { get; set; }
    public string PublishedBy { get; set; } = "";

    internal sealed class Mapping : IEntityTypeConfiguration<PersonaRuleSet>
    {
        public void Configure(EntityTypeBuilder<PersonaRuleSet> entity)
        {
            entity.HasKey(x => x.Version);
            entity.Property(x => x.Version).ValueGeneratedNever();
            entity.Property(x => x.Rules).HasColumnType("jsonb");
        }
    }
}
