using StageSurveys.Engine.Surveys;

namespace StageSurveys.Web.Features.Settings;

/// <summary>The brand as edited in the form.</summary>
public sealed class BrandForm
{
    public string? Name { get; set; }
    public string? Colour { get; set; }
    public string? PrivacyUrl { get; set; }
    public string? TimeZone { get; set; }

    /// <summary>Fills the form from what is stored.</summary>
    public static BrandForm Of(Brand brand) => new() { Name = brand.Name, Colour = brand.Colour, PrivacyUrl = brand.PrivacyUrl, TimeZone = brand.TimeZone };
}

/// <summary>One API key in the list; the key itself is known to nobody.</summary>
public sealed record ApiKeyLine(Guid Id, string Name, string Prefix, DateTimeOffset CreatedAt, bool Revoked);

/// <summary>The settings page. <paramref name="NewKey"/> is shown once, right after it was made.</summary>
public sealed record SettingsPage(BrandForm Brand, IReadOnlyList<ApiKeyLine> Keys, string? NewKey, TimeZoneInfo Zone);
