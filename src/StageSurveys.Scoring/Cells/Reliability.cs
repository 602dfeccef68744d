using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

/// <summary>M5, the badge of a figure. Suppression looks at n, the badge at n_eff.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Reliability>))]
public enum Reliability
{
    /// <summary>« Insuffisant »: hidden, or n_eff below 5.</summary>
    [JsonStringEnumMemberName("insufficient")]
    Insufficient = 0,

    /// <summary>« Indicatif »: 5 ≤ n_eff &lt; 30.</summary>
    [JsonStringEnumMemberName("indicative")]
    Indicative = 1,

    /// <summary>« Fiable »: n_eff ≥ 30.</summary>
    [JsonStringEnumMemberName("reliable")]
    Reliable = 2,
}

/// <summary>M5: badges and what must be hidden.</summary>
public static class Suppression
{
    /// <summary>The badge of a figure that may be shown.</summary>
    public static Reliability Badge(double nEff, ScoringProfile profile) =>
        nEff >= profile.ReliableFrom ? Reliability.Reliable
        : nEff >= profile.AnonymityFloor ? Reliability.Indicative
        : Reliability.Insufficient;

    /// <summary>« Insuffisant », « Indicatif », « Fiable » and their English names.</summary>
    public static Label Label(Reliability badge) => badge switch
    {
        Reliability.Reliable => new("Reliable", "Fiable"),
        Reliability.Indicative => new("Indicative", "Indicatif"),
        _ => new("Insufficient", "Insuffisant"),
    };

    /// <summary>The anonymity floor: fewer than five people are hidden.</summary>
    public static bool IsBelowFloor(long people, ScoringProfile profile) => people < profile.AnonymityFloor;

    /// <summary>
    /// Which cells of one set are hidden when their total is shown (the personas of one touchpoint, the channels of one filter): those below the floor, and
    /// if that is exactly one cell with people in it, also the next smallest, or it could be had by subtraction. Empty cells are hidden too but protect
    /// nobody, so they do not count. Of two equally small cells the first goes.
    /// </summary>
    /// <param name="people">People of each cell.</param>
    /// <param name="profile">Holds the floor.</param>
    /// <returns>For each cell, whether it is hidden.</returns>
    public static IReadOnlyList<bool> Hidden(IReadOnlyList<long> people, ScoringProfile profile)
    {
        var hidden = people.Select(n => IsBelowFloor(n, profile)).ToArray();
        if (Enumerable.Range(0, hidden.Length).Count(i => hidden[i] && people[i] > 0) == 1)
        {
            var next = Enumerable.Range(0, hidden.Length).Where(i => !hidden[i]).OrderBy(i => people[i]).Cast<int?>().FirstOrDefault();
            if (next is { } i)
            {
                hidden[i] = true;
            }
        }

        return hidden;
    }
}
