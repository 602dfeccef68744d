using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>What is set side by side.</summary>
public enum Comparing
{
    /// <summary>Two periods of the same people.</summary>
    Periods,

    /// <summary>Two channels: the cross-channel gap.</summary>
    Channels,

    /// <summary>Two personas.</summary>
    Personas,
}

/// <summary>What a comparison is asked for. What is missing is chosen: the period before, the two channels or personas with most to show.</summary>
/// <param name="Persona">The persona in which periods or channels are compared; null for everybody.</param>
public sealed record ComparisonAsked(
    Comparing Comparing, string? Persona = null, Period? FirstPeriod = null, Period? SecondPeriod = null, Channel? FirstChannel = null, Channel? SecondChannel = null,
    string? FirstPersona = null, string? SecondPersona = null);

/// <summary>Two sides of a journey and what lies between them.</summary>
/// <param name="Asked">What was asked for, with what was chosen filled in.</param>
/// <param name="Whole">The journey with everything that can be chosen.</param>
/// <param name="First">Null when there are no two sides to compare.</param>
public sealed record Comparison(ComparisonAsked Asked, ScoredJourney Whole, Side? First, Side? Second, JourneyGaps? Gaps);

/// <summary>Compares two periods, two channels or two personas of a journey on raw means (M10).</summary>
public sealed class CompareJourney(ScoreJourney score, ScorePeriods periods, ProfileInForce profiles)
{
    /// <summary>
    /// The comparison; a fault names what was asked for and does not exist or cannot be compared ("journey", "persona", "period", "a", "b"). Two sides must not
    /// share answers: periods may not overlap, and a persona is not compared with itself.
    /// </summary>
    public Task<Outcome<Comparison>> RunAsync(string journeyKey, ComparisonAsked asked, MapScope scope, CancellationToken cancel) =>
        profiles.SteadyAsync(_ => ReadAsync(journeyKey, asked, scope, cancel), cancel);

    private async Task<Outcome<Comparison>> ReadAsync(string journeyKey, ComparisonAsked asked, MapScope scope, CancellationToken cancel)
    {
        if (asked.Comparing == Comparing.Channels) scope = scope with { Channel = null };
        if (await score.InputsAsync(journeyKey, scope, cancel) is not { } inputs) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        var journey = inputs.Score();
        if (journey.Unknown is { } unknown) return unknown;
        foreach (var (field, key) in new[] { ("persona", asked.Persona), ("a", asked.FirstPersona), ("b", asked.SecondPersona) })
            if (key is not null && journey.Personas.All(x => x.Key != key)) return new Fault(field, "There is no persona “{0}”.", key);
        return asked.Comparing switch
        {
            Comparing.Periods => await PeriodsAsync(inputs, journey, asked, scope, cancel),
            Comparing.Channels => await ChannelsAsync(journeyKey, journey, asked, scope, cancel),
            _ => Personas(journey, asked),
        };
    }

    private async Task<Outcome<Comparison>> PeriodsAsync(JourneyInputs inputs, ScoredJourney journey, ComparisonAsked asked, MapScope scope, CancellationToken cancel)
    {
        var usual = ChangePeriods.Of(scope, journey.Scope);
        asked = asked with { SecondPeriod = asked.SecondPeriod ?? usual.Now };
        asked = asked with { FirstPeriod = asked.FirstPeriod ?? asked.SecondPeriod.Before };
        var (first, second) = (asked.FirstPeriod, asked.SecondPeriod);
        if (first.Days < 1 || second.Days < 1) return new Fault("period", "The period ends before it begins.");
        if (first.From <= second.To && second.From <= first.To) return new Fault("period", "The two periods overlap; an answer may stand in one only.");
        // The two that a board without a first day sets against each other stand beside its whole.
        var beside = !usual.Chosen && (first, second) is var sides && (sides == (usual.Before, usual.Now) || sides == (usual.Now, usual.Before)) ? journey : null;
        var both = await periods.RunAsync(inputs, [first, second], beside, cancel);
        return Of(asked, journey, new Side(both[0], asked.Persona), new Side(both[1], asked.Persona), matched: true);
    }

    private async Task<Outcome<Comparison>> ChannelsAsync(string journeyKey, ScoredJourney journey, ComparisonAsked asked, MapScope scope, CancellationToken cancel)
    {
        var offered = journey.Touchpoints.Where(x => Dimensions.All.Any(d => !journey.Cell(x.Key, asked.Persona)[d].Suppressed))
            .GroupBy(x => x.Channel).OrderByDescending(x => x.Count()).Select(x => (Channel?)x.Key).ToArray();
        asked = asked with { FirstChannel = asked.FirstChannel ?? offered.FirstOrDefault(x => x != asked.SecondChannel) };
        asked = asked with { SecondChannel = asked.SecondChannel ?? offered.FirstOrDefault(x => x != asked.FirstChannel) };
        if (asked.FirstChannel is null || asked.SecondChannel is null) return new Comparison(asked, journey, null, null, null);
        if (asked.FirstChannel == asked.SecondChannel) return new Fault("b", "Choose two different ones.");
        var first = await score.RunAsync(journeyKey, scope with { Channel = asked.FirstChannel }, cancel);
        var second = await score.RunAsync(journeyKey, scope with { Channel = asked.SecondChannel }, cancel);
        return Of(asked, journey, new Side(first!, asked.Persona), new Side(second!, asked.Persona), matched: false);
    }

    private static Outcome<Comparison> Personas(ScoredJourney journey, ComparisonAsked asked)
    {
        var offered = journey.Personas.Where(x => !x.Archived).OrderBy(x => x.IsFallback)
            .OrderByDescending(x => journey.Touchpoints.Count(t => !journey.Cell(t.Key, x.Key).Emotion.Suppressed || !journey.Cell(t.Key, x.Key).Goal.Suppressed)).Select(x => x.Key).ToArray();
        asked = asked with { FirstPersona = asked.FirstPersona ?? offered.FirstOrDefault(x => x != asked.SecondPersona) };
        asked = asked with { SecondPersona = asked.SecondPersona ?? offered.FirstOrDefault(x => x != asked.FirstPersona) };
        if (asked.FirstPersona is null || asked.SecondPersona is null) return new Comparison(asked, journey, null, null, null);
        if (asked.FirstPersona == asked.SecondPersona) return new Fault("b", "Choose two different ones.");
        return Of(asked, journey, new Side(journey, asked.FirstPersona), new Side(journey, asked.SecondPersona), matched: true);
    }

    private static Comparison Of(ComparisonAsked asked, ScoredJourney whole, Side first, Side second, bool matched) =>
        new(asked, whole, first, second, JourneyGaps.Between(first, second, matched));
}
