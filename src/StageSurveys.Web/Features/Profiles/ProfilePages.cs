using System.Globalization;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Web.Features.Profiles;

/// <summary>The list of versions.</summary>
public sealed record ProfilesPage(IReadOnlyList<ProfileVersion> Versions, IReadOnlyList<RecomputationLine> Runs, TimeZoneInfo Zone, bool MayChange)
{
    public RecomputationLine? Running => Runs.FirstOrDefault(x => x.State == RecomputationState.Running);
}

/// <summary>One version, as a form when it is a draft.</summary>
/// <param name="Typed">What was typed and could perhaps not be read, by field.</param>
/// <param name="Faults">What is wrong, by field; "profile" and "note" stand for the whole.</param>
/// <param name="Saved">True when the values without a fault were stored just now.</param>
/// <param name="Recomputing">True while a recompute runs: no other one can begin.</param>
public sealed record ProfilePage(
    ProfileVersion Version, ProfileVersion InForce, IReadOnlyDictionary<string, string> Typed, IReadOnlyDictionary<string, string> Faults, bool Saved, bool Recomputing,
    TimeZoneInfo Zone, bool MayChange)
{
    /// <summary>The note as it was typed, where the draft was not taken.</summary>
    public string? TypedNote { get; init; }

    public bool Editable => Version.IsDraft && MayChange;

    public IReadOnlyList<ProfileGroup> Groups { get; } = ProfileGroups.Of(Version.Profile);

    /// <summary>What differs from the version in force.</summary>
    public IReadOnlyList<(ProfileGroup Group, ProfileField Field, double From, double To)> Differences { get; } = ProfileGroups.Differences(InForce.Profile, Version.Profile);

    public string Text(ProfileField field) => Typed.GetValueOrDefault(field.Key) ?? ProfileWords.Value(field.Read(Version.Profile));

    public bool Differs(ProfileField field) => !field.Read(Version.Profile).Equals(field.Read(InForce.Profile));
}

/// <summary>Numbers of a profile in the language of the screen.</summary>
public static class ProfileWords
{
    /// <summary>"0.5", « 0,5 », "−45".</summary>
    public static string Value(double value) => value.ToString("0.######", CultureInfo.CurrentCulture).Replace('-', '−');

    /// <summary>"1,204", « 1 204 ».</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
