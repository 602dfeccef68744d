using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StageSurveys.Engine.Surveys;

/// <summary>How the workspace presents itself to customers; one row, made by the first migration.</summary>
public sealed class Brand
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; } = 1;
    public string Name { get; set; } = "Stage Surveys";

    /// <summary>#rrggbb.</summary>
    public string Colour { get; set; } = "#0f5f8c";

    /// <summary>Address of the privacy page, or empty.</summary>
    public string PrivacyUrl { get; set; } = "";

    /// <summary>IANA zone in which dates are shown to people without one of their own.</summary>
    public string TimeZone { get; set; } = "Europe/Paris";

    internal sealed class Mapping : IEntityTypeConfiguration<Brand>
    {
        public void Configure(EntityTypeBuilder<Brand> entity) => entity.Property(x => x.Id).ValueGeneratedNever();
    }
}
