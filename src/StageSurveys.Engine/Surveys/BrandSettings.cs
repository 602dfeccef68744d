using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Reads and changes the workspace's brand.</summary>
public sealed partial class BrandSettings(IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>The brand as stored.</summary>
    public async Task<Brand> GetAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Brands.AsNoTracking().SingleOrDefaultAsync(brand => brand.Id == 1, cancel) ?? new Brand();
    }

    /// <summary>Saves the brand; on faults nothing is changed.</summary>
    public async Task<IReadOnlyList<Fault>> SaveAsync(string name, string colour, string privacyUrl, string timeZone, CancellationToken cancel)
    {
        List<Fault> faults = [];
        if (string.IsNullOrWhiteSpace(name) || name.Length > 80) faults.Add(new("Name", "Give the brand a name of 1 to 80 characters."));
        if (!Hex().IsMatch(colour)) faults.Add(new("Colour", "Give the colour as #rrggbb."));
        if (privacyUrl.Length > 0 && !(Uri.TryCreate(privacyUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            faults.Add(new("PrivacyUrl", "Give an address that begins with https://, or leave it empty."));
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _)) faults.Add(new("TimeZone", "{0} is not a known time zone.", timeZone));
        if (faults.Count > 0) return faults;

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var brand = await db.Brands.SingleAsync(stored => stored.Id == 1, cancel);
        (brand.Name, brand.Colour, brand.PrivacyUrl, brand.TimeZone) = (name.Trim(), colour.ToLowerInvariant(), privacyUrl, timeZone);
        await db.SaveChangesAsync(cancel);
        return [];
    }

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Hex();
}
