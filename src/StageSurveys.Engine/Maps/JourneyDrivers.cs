using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A touchpoint and how much of the differences in recommendation it explains.</summary>
/// <param name="Weight">Relative weight; the weights of all predictors add up to R².</param>
/// <param name="Share">The weight in percent of R².</param>
/// <param name="Correlation">Of the touchpoint's score with the rating: the direction, which a weight does not have.</param>
/// <param name="KeyByData">True for a touchpoint that explains more than an equal share would: a key moment found in the data.</param>
public sealed record DriverWeight(StageOutline Stage, TouchpointOutline Touchpoint, double Weight, double Share, double Correlation, bool KeyByData);

/// <summary>Why a touchpoint takes no part.</summary>
public enum LeftOutReason
{
    /// <summary>Too few customers have a score there beside the touchpoints that are taken, and a rating.</summary>
    TooFew,

    /// <summary>Everybody in the complete rows scores it alike.</summary>
    Alike,

    /// <summary>In the complete rows its scores follow linearly from those of touchpoints that are taken.</summary>
    Dependent,
}

/// <summary>A touchpoint that takes no part.</summary>
/// <param name="Pairs">Customers with a score here and a rating; null when fewer than the anonymity floor, but not none, and under a filter by company.</param>
public sealed record LeftOut(StageOutline Stage, TouchpointOutline Touchpoint, long? Pairs, LeftOutReason Reason);

/// <summary>Why there are no weights at all.</summary>
public enum NoWeights
{
    TooFew,

    /// <summary>There are enough complete rows, but how many may not be told: the others' would follow.</summary>
    Hidden,

    /// <summary>Everybody in the complete rows gave the same rating.</summary>
    SameRating,

    /// <summary>There are enough complete rows, but everybody in them scores the touchpoints alike.</summary>
    AlikeScores,
}

/// <summary>What explains who recommends and who does not (M13).</summary>
/// <param name="Ratings">Customers with a rating in the scope; null when fewer than the anonymity floor, but not none, and under a filter by company.</param>
/// <param name="Complete">Customers with a rating and a score at every touchpoint of <paramref name="Weights"/>, or at the best single touchpoint when there are too few; null
/// where that may not be told: there are no weights either then, but for those of a company.</param>
/// <param name="Needed">Complete rows that are needed for so many touchpoints.</param>
/// <param name="RSquared">Share 0..1 of the differences that the touchpoints explain together; null when it was not computed.</param>
/// <param name="Why">Why it was not; null when it was.</param>
public sealed record JourneyDriverFigures(
    ScoredJourney Journey, MapPersona? Persona, Dimension Dimension, long? Ratings, long? Complete, int Needed, double? RSquared,
    IReadOnlyList<DriverWeight> Weights, IReadOnlyList<LeftOut> LeftOut, NoWeights? Why);

/// <summary>
/// Relative weights of touchpoint scores on the recommendation (M13). One row a customer: the latest score of one dimension at each touchpoint, and
/// the latest rating 0..10, both within the scope; whatever journey the rating was asked in. An emotion that was read from that rating itself is left out, or it
/// would explain itself. Only complete rows count, so touchpoints are taken one after the other, each time the one that leaves most complete rows, as
/// long as there are enough of them; the others are left out and named, and so is one whose scores follow from those of others.
/// </summary>
public sealed class JourneyDrivers(ScoreJourney score, DriverReading reading, ProfileInForce profiles)
{
    /// <summary>The drivers; a fault names what was asked for and does not exist ("journey", "persona").</summary>
    public Task<Outcome<JourneyDriverFigures>> RunAsync(string journeyKey, string? personaKey, Dimension dimension, MapScope scope, CancellationToken cancel) =>
        profiles.SteadyAsync(_ => ReadAsync(journeyKey, personaKey, dimension, scope, cancel), cancel);

    private async Task<Outcome<JourneyDriverFigures>> ReadAsync(string journeyKey, string? personaKey, Dimension dimension, MapScope scope, CancellationToken cancel)
    {
        if (await score.RunAsync(journeyKey, scope, cancel) is not { } journey) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        if (journey.Unknown is { } unknown) return unknown;
        var persona = personaKey is null ? null : journey.Personas.FirstOrDefault(x => x.Key == personaKey);
        if (personaKey is not null && persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var touchpoints = journey.Stages.SelectMany(x => x.Touchpoints.Select(t => (x.Stage, Touchpoint: t))).ToArray();
        var ids = touchpoints.Select(x => x.Touchpoint.Id).ToArray();
        var groups = await reading.GroupsAsync(ids, dimension, journey.Scope, cancel);
        var own = groups.Where(x => persona is null || x.Persona == persona.Id).ToArray();

        Dictionary<int, LeftOutReason> passed = [];
        var chosen = Choose(own, touchpoints.Length, passed, journey.Profile);
        CrossProducts? products = null;
        // Nearly always once; each further time leaves out at least one touchpoint.
        while (chosen.Count > 0)
        {
            products = await reading.ProductsAsync([.. chosen.Select(x => ids[x])], persona?.Id, dimension, journey.Scope, cancel);
            var unusable = Drivers.Unusable(products);
            if (unusable.Count == 0 || products.IsConstant(chosen.Count)) break;
            foreach (var column in unusable) passed[chosen[column]] = products.IsConstant(column) ? LeftOutReason.Alike : LeftOutReason.Dependent;
            chosen = Choose(own, touchpoints.Length, passed, journey.Profile);
        }

        // Weights say of how many rows they are, and may not be told where these may not.
        var complete = Told(groups.Where(x => chosen.All(x.Has)), journey, persona);
        var tellable = complete is not null || journey.Scope.Accounts is not null;
        var weights = products is null || chosen.Count == 0 || !tellable ? null : Drivers.FromProducts(products, journey.Profile);
        var left = touchpoints.Select((x, i) => (x, i)).Where(x => !chosen.Contains(x.i))
            .Select(x => new LeftOut(x.x.Stage, x.x.Touchpoint, Told(groups.Where(g => g.Has(x.i)), journey, persona), passed.GetValueOrDefault(x.i))).ToArray();
        var needed = Drivers.RowsNeeded(Math.Max(1, chosen.Count), journey.Profile);
        var told = Told(groups, journey, persona);
        if (weights is null)
        {
            var why = chosen.Count > 0 && !tellable ? NoWeights.Hidden : chosen.Count > 0 && products!.IsConstant(chosen.Count) ? NoWeights.SameRating : passed.Count > 0 ? NoWeights.AlikeScores : NoWeights.TooFew;
            return new JourneyDriverFigures(journey, persona, dimension, told, chosen.Count > 0 ? complete : left.Max(x => x.Pairs), needed, null, [], left, why);
        }

        return new JourneyDriverFigures(journey, persona, dimension, told, complete, needed, weights.RSquared,
        [
            .. chosen.Select((x, i) => (Place: x, Weight: new DriverWeight(
                    touchpoints[x].Stage, touchpoints[x].Touchpoint, weights.Weights[i], weights.RSquared > 0 ? 100 * weights.Weights[i] / weights.RSquared : 0, weights.Correlations[i],
                    weights.Weights[i] > weights.RSquared / chosen.Count)))
                .OrderByDescending(x => x.Weight.Weight).ThenBy(x => x.Place).Select(x => x.Weight),
        ], left, null);
    }

    /// <summary>Touchpoints whose rows are complete together in sufficient number, in the order in which they were taken.</summary>
    private static List<int> Choose(
        IReadOnlyList<RatedGroup> groups, int touchpoints, Dictionary<int, LeftOutReason> passed, ScoringProfile profile)
    {
        List<int> chosen = [];
        var rows = groups;
        while (true)
        {
            var next = Enumerable.Range(0, touchpoints).Where(x => !chosen.Contains(x) && !passed.ContainsKey(x))
                .Select(x => (Place: x, Customers: rows.Where(g => g.Has(x)).Sum(g => g.Customers)))
                .OrderByDescending(x => x.Customers).FirstOrDefault();
            if (next.Customers == 0 || next.Customers < Drivers.RowsNeeded(chosen.Count + 1, profile)) return chosen;
            chosen.Add(next.Place);
            rows = [.. rows.Where(x => x.Has(next.Place))];
        }
    }

    /// <summary>
    /// A number of customers that may be told: none below the floor, none of a persona that the other personas' would give away, and none of a company, since nobody looks at
    /// what the other companies leave of the sum.
    /// </summary>
    private static long? Told(IEnumerable<RatedGroup> groups, ScoredJourney journey, MapPersona? persona)
    {
        if (journey.Scope.Accounts is not null) return null;
        var byPersona = groups.GroupBy(x => x.Persona).ToDictionary(x => x.Key, x => x.Sum(g => g.Customers));
        if (persona is null) return Floor(byPersona.Values.Sum(), journey);
        var own = byPersona.GetValueOrDefault(persona.Id);
        var hidden = Suppression.Hidden([.. journey.Personas.Select(x => byPersona.GetValueOrDefault(x.Id))], journey.Profile);
        return own > 0 && journey.Personas.Zip(hidden).Any(x => x.First.Id == persona.Id && x.Second) ? null : own;
    }

    private static long? Floor(long people, ScoredJourney journey) => people > 0 && Suppression.IsBelowFloor(people, journey.Profile) ? null : people;
}
