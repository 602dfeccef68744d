using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Customers;

/// <summary>The five groups of customer attributes.</summary>
public enum AttributeGroup { Sales, Social, Navigation, Surveys, Loyalty }

/// <summary>What values an attribute takes.</summary>
public enum AttributeKind { Text, Number, Boolean, Date }

/// <summary>One known attribute of customers: what it is called and what values it takes.</summary>
public sealed class AttributeDefinition
{
    /// <summary>"group.name", such as "sales.basket": the path in <see cref="Customer.Attributes"/>.</summary>
    public required string Key { get; set; }
    public AttributeGroup Group { get; set; }
    public AttributeKind Kind { get; set; }
    public required LocalText Name { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<AttributeDefinition>
    {
        public void Configure(EntityTypeBuilder<AttributeDefinition> entity) => entity.HasKey(x => x.Key);
    }
}
