using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>A figure in two versions.</summary>
/// <param name="Before">The figure of the older version; hidden then is hidden here.</param>
/// <param name="Change">The test on the raw means of the answers that only one of the two has (M10); null where one side may not be read or has none.</param>
/// <param name="Significant">It stands among all changes tested here (Benjamini and Hochberg).</param>
public sealed record CellChange(CellScore Before, CellScore After, Change? Change, bool Significant);

/// <summary>A touchpoint in two versions. Null where a version did not have it.</summary>
public sealed record TouchpointChange(string Key, LocalText Name, bool InBefore, bool InAfter, IReadOnlyDictionary<Dimension, CellChange> Cells);

/// <summary>A persona's part in the change of the whole journey.</summary>
/// <param name="Change">Shares of the answers, 0..1, and the persona's journey figures.</param>
public sealed record PersonaPart(MapPersona Persona, PersonaChange Change)
{
    /// <summary>(w₁ − w₀)·θ̄.</summary>
    public double Mix => (Change.Share1 - Change.Share0) * (Change.Score0 + Change.Score1) / 2;

    /// <summary>w̄·(θ₁ − θ₀).</summary>
    public double Real => (Change.Share0 + Change.Share1) / 2 * (Change.Score1 - Change.Score0);
}

/// <summary>The change of the journey over all personas that both versions show, in one dimension.</summary>
public sealed record JourneySplit(Dimension Dimension, ChangeSplit Split, IReadOnlyList<PersonaPart> Parts);

/// <summary>Two versions beside each other.</summary>
/// <param name="Windows">The days whose answers are compared; null when the two versions share them, so that nothing can be tested.</param>
/// <param name="Tested">How many changes were tested.</param>
public sealed record VersionComparison(
    MapVersionLine Before, MapVersionLine After, MapPersona Persona, Journeys.JourneyOutline Journey, LineFigures FiguresBefore, LineFigures FiguresAfter,
    (DateOnly From0, DateOnly To0, DateOnly From1, DateOnly To1)? Windows, IReadOnlyList<TouchpointChange> Touchpoints, int Tested, IReadOnlyList<JourneySplit> Splits, ScoringProfile Profile);

/// <summary>
/// Compares two versions of a map. Figures are those published. Whether a change is real is tested on days that lie apart (M10): what was new in the older
/// version against everything new since, up to the newer one; versions share most of their answers otherwise.
/// </summary>
public sealed class CompareMapVersions(OpenMapVersion versions, ReadMapVersions history)
{
    /// <summary>The comparison; a fault names what was asked for and does not exist. The older version comes first, whatever the order asked for.</summary>
    public async Task<Outcome<VersionComparison>> RunAsync(string personaKey, string journeyKey, int one, int other, CancellationToken cancel)
    {
        var all = await history.RunAsync(personaKey, journeyKey, cancel);
        if (all.Value is not { } list) return new Outcome<VersionComparison>(null, all.Faults);
        if (one == other) return new Fault("to", "Choose two different versions.");
        foreach (var number in (int[])[one, other])
            if (list.Versions.All(x => x.Number != number)) return new Fault("version", "There is no version {0} of this map.", number);
        var chosen = list.Versions.Where(x => x.Number == one || x.Number == other).OrderBy(x => x.AsOf).ThenBy(x => x.Number).ToArray();
        // Of several versions with one last day, the first has the days that all of them share.
        var own = list.Versions.FirstOrDefault(x => x.AsOf == chosen[0].AsOf && x.HasFreshDays);
        var between = Between(list.Versions, chosen[0], chosen[1]);
        var read = await versions.ReadAsync(
            personaKey, journeyKey, [.. chosen.Select(x => x.Number)], [.. between.Append(own).OfType<MapVersionLine>().Select(x => x.Number)], cancel);
        return Compare(chosen[0], chosen[1], read.Whole, own, between, read.Fresh);
    }

    private static VersionComparison Compare(
        MapVersionLine before, MapVersionLine after, Dictionary<int, FrozenMap> whole, MapVersionLine? own, IReadOnlyList<MapVersionLine> between,
        Dictionary<int, FrozenInputs> days)
    {
        var (older, newer) = (whole[before.Number], whole[after.Number]);
        var (then, now) = (older.Score(), newer.Score());
        var persona = now.Personas.Single(x => x.Key == newer.Persona);
        var fresh0 = own is null ? null : days.GetValueOrDefault(own.Number)?.Thaw().Score();
        var fresh1 = Together([.. between.Select(x => days.GetValueOrDefault(x.Number))]);
        var tested = fresh0 is not null && fresh1 is not null;
        List<(string Touchpoint, Dimension Dimension, Change Change)> changes = [];
        foreach (var touchpoint in now.Touchpoints.Where(_ => tested))
            foreach (var dimension in Dimensions.All)
                if (Test(Cell(then, older.Persona, touchpoint.Id, dimension), now.Cell(touchpoint.Key, persona.Key)[dimension],
                    Cell(fresh0!, older.Persona, touchpoint.Id, dimension), Cell(fresh1!, persona.Key, touchpoint.Id, dimension)) is { } change)
                    changes.Add((touchpoint.Key, dimension, change));
        var standing = Changes.Discoveries([.. changes.Select(x => x.Change.P)], now.Profile);
        var marks = changes.Select((x, i) => (x.Touchpoint, x.Dimension, x.Change, Stands: standing[i])).ToDictionary(x => (x.Touchpoint, x.Dimension));
        return new VersionComparison(
            before, after, persona, now.Journey, then.Whole(older.Persona), now.Whole(persona.Key),
            tested ? (own!.FreshFrom, before.AsOf, between.Min(x => x.FreshFrom), after.AsOf) : null,
            [
                .. now.Touchpoints.Select(t => new TouchpointChange(t.Key, t.Name, then.Touchpoints.Any(x => x.Id == t.Id), true, Dimensions.All.ToDictionary(d => d, d =>
                    new CellChange(Cell(then, older.Persona, t.Id, d), now.Cell(t.Key, persona.Key)[d], marks.GetValueOrDefault((t.Key, d)).Change, marks.GetValueOrDefault((t.Key, d)).Stands)))),
                .. then.Touchpoints.Where(t => now.Touchpoints.All(x => x.Id != t.Id)).Select(t => new TouchpointChange(t.Key, t.Name, true, false, Dimensions.All.ToDictionary(d => d, d =>
                    new CellChange(then.Cell(t.Key, older.Persona)[d], CellScore.Hidden, null, false)))),
            ],
            changes.Count, [.. Dimensions.All.Select(x => Split(then, now, x)).OfType<JourneySplit>()], now.Profile);
    }

    // A touchpoint may have got another key since; its id stays.
    private static CellScore Cell(ScoredJourney journey, string persona, Guid touchpoint, Dimension dimension) =>
        journey.Touchpoints.FirstOrDefault(x => x.Id == touchpoint) is { } found ? journey.Cell(found.Key, persona)[dimension] : CellScore.Hidden;

    private static Change? Test(CellScore then, CellScore now, CellScore fresh0, CellScore fresh1)
    {
        var all = new[] { then, now, fresh0, fresh1 };
        return all.Any(x => x.Suppressed || x.Badge == Reliability.Insufficient)
            ? null
            : Changes.Between(fresh0.Mean!.Value, fresh0.MeanError!.Value, fresh1.Mean!.Value, fresh1.MeanError!.Value);
    }

    /// <summary>
    /// The versions whose new answers together are all of those between two versions; none when their days do not join. One that has no new days adds none.
    /// </summary>
    private static List<MapVersionLine> Between(IReadOnlyList<MapVersionLine> all, MapVersionLine before, MapVersionLine after)
    {
        List<MapVersionLine> joined = [];
        for (var at = after; at.AsOf > before.AsOf;)
        {
            if (at.HasFreshDays) joined.Add(at);
            if (at.FreshFrom == before.AsOf.AddDays(1)) return joined;
            var next = all.FirstOrDefault(x => x.AsOf.AddDays(1) == at.FreshFrom && x.AsOf > before.AsOf && !joined.Contains(x) && x.HasFreshDays);
            if (next is null) break;
            at = next;
        }

        return [];
    }

    // Sums add up; people of several stretches may be the same ones, so the most that one stretch had is all that is sure.
    private static ScoredJourney? Together(IReadOnlyList<FrozenInputs?> stretches)
    {
        if (stretches.Count == 0 || stretches.Any(x => x is null)) return null;
        var all = stretches.Select(x => x!.Thaw()).ToArray();
        return (all[0] with
        {
            Sums = all.SelectMany(x => x.Sums).GroupBy(x => x.Key).ToDictionary(x => x.Key, x => CellSums.Sum(x.Select(y => y.Value))),
            People = all.SelectMany(x => x.People).GroupBy(x => x.Key).ToDictionary(x => x.Key, x => x.Max(y => y.Value)),
        }).Score();
    }

    private static JourneySplit? Split(ScoredJourney then, ScoredJourney now, Dimension dimension)
    {
        var both = now.Personas.Where(x => Score(then, x.Key) is not null && Score(now, x.Key) is not null && Answers(then, x.Key) > 0 && Answers(now, x.Key) > 0).ToArray();
        if (both.Length < 2) return null;
        var (all0, all1) = (both.Sum(x => Answers(then, x.Key)), both.Sum(x => Answers(now, x.Key)));
        var parts = both.Select(x => new PersonaPart(x, new PersonaChange(
            (double)Answers(then, x.Key) / all0, (double)Answers(now, x.Key) / all1, Score(then, x.Key)!.Value, Score(now, x.Key)!.Value))).ToArray();
        return new JourneySplit(dimension, Changes.Split([.. parts.Select(x => x.Change)]), parts);

        double? Score(ScoredJourney journey, string persona) => journey.Personas.Any(x => x.Key == persona) ? journey.Whole(persona)[dimension].Score : null;

        // Only answers of figures that are shown: a hidden one must not be counted here either.
        long Answers(ScoredJourney journey, string persona) => journey.Touchpoints.Sum(x => journey.Cell(x.Key, persona)[dimension].N ?? 0);
    }
}
