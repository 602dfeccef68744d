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
    /// as long as that is a single cell with people in it, or cells that hold fewer people than the floor together, also the next smallest: the total less
    /// what is shown is the sum of what is hidden. Empty cells are hidden too but protect nobody, so they do not count. Of two equally small cells the
    /// first goes.
    /// </summary>
    /// <param name="people">People of each cell.</param>
    /// <param name="profile">Holds the floor.</param>
    /// <returns>For each cell, whether it is hidden.</returns>
    public static IReadOnlyList<bool> Hidden(IReadOnlyList<long> people, ScoringProfile profile)
    {
        var hidden = people.Select(n => IsBelowFloor(n, profile)).ToArray();
        foreach (var next in Enumerable.Range(0, hidden.Length).Where(i => !hidden[i]).OrderBy(i => people[i]).ToArray())
        {
            if (IsProtected(people.Where((_, i) => hidden[i]), profile)) break;
            hidden[next] = true;
        }

        return hidden;
    }

    /// <summary>
    /// Whether one cell of a set is hidden where the set's total may be shown and only its smallest cells are known: the companies of a segment, of which there may be
    /// thousands. The same rule as <see cref="Hidden"/>: cells below the floor are hidden, and the next smallest after them until the sum of all that is hidden
    /// tells nothing.
    /// </summary>
    /// <param name="own">People of the cell.</param>
    /// <param name="others">People of the smallest other cells: as many as the floor asks for suffice, since so many cells below it always hold enough people.</param>
    /// <param name="rest">People in the total who are in no cell of the set; no screen ever shows them alone.</param>
    /// <param name="profile">Holds the floor.</param>
    public static bool IsHiddenBeside(long own, IReadOnlyCollection<long> others, long rest, ScoringProfile profile)
    {
        if (IsBelowFloor(own, profile)) return true;
        List<long> hidden = [.. others.Append(IsBelowFloor(rest, profile) ? rest : 0).Where(x => x > 0 && IsBelowFloor(x, profile))];
        if (hidden.Count > 0 && !IsBelowFloor(rest, profile)) hidden.Add(rest);
        foreach (var next in others.Where(x => !IsBelowFloor(x, profile) && x < own).Order())
        {
            if (IsProtected(hidden, profile)) break;
            hidden.Add(next);
        }

        return !IsProtected(hidden, profile);
    }

    /// <summary>True when the sum of hidden cells tells nothing: there are none with people, or several that hold as many people as the floor asks for.</summary>
    internal static bool IsProtected(IEnumerable<long> hidden, ScoringProfile profile)
    {
        var full = hidden.Where(n => n > 0).ToArray();
        return full.Length == 0 || (full.Length > 1 && !IsBelowFloor(full.Sum(), profile));
    }
}
