using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>A touchpoint and how much of the differences in recommendation it explains.</summary>
/// <param name="Weight">Relative weight; the weights of all predictors add up to R².</param>
/// <param name="Share">The weight in percent of R².</param>
/// <param name="Correlation">Of the touchpoint's score with the rating: the direction, which a weight does not have.</param>
/// <param name="KeyByData">True for a touchpoint that explains more than an equal share would: a key moment found in the data.</param>
public sealed record DriverWeight(StageOutline Stage, TouchpointOutline Touchpoint, double Weight, double Share, double Correlation, bool KeyByData);

/// <summary>A touchpoint that takes no part.</summary>
/// <param name="Pairs">Customers with a score here and a rating; null when fewer than the anonymity floor, but not none.</param>
public sealed record LeftOut(StageOutline Stage, TouchpointOutline Touchpoint, long? Pairs);

/// <summary>What explains who recommends and who does not (M13).</summary>
/// <param name="Ratings">Customers with a rating in the scope; null when fewer than the anonymity floor, but not none.</param>
/// <param name="Complete">Customers with a rating and a score at every touchpoint of <paramref name="Weights"/>, or at the best single touchpoint when there are too few.</param>
/// <param name="Needed">Complete rows that are needed for so many touchpoints.</param>
/// <param name="RSquared">Share 0..1 of the differences that the touchpoints explain together; null when it was not computed.</param>
public sealed record JourneyDriverFigures(
    ScoredJourney Journey, MapPersona? Persona, Dimension Dimension, long? Ratings, long Complete, int Needed, double? RSquared,
    IReadOnlyList<DriverWeight> Weights, IReadOnlyList<LeftOut> LeftOut);

/// <summary>
/// Relative weights of touchpoint scores on the recommendation (M13). One row a customer: the latest score of one dimension at each touchpoint, and
/// the latest rating 0..10, both within the scope; whatever journey the rating was asked in. An emotion that was read from that rating itself is left out, or it
/// would explain itself. Only complete rows count, so touchpoints are taken one after the other, each time the one that leaves most complete rows, as
/// long as there are enough of them; the others are left out and named.
/// </summary>
public sealed class JourneyDrivers(ScoreJourney score, CellReading cells)
{
    /// <summary>The drivers; a fault names what was asked for and does not exist ("journey", "persona").</summary>
    public async Task<Outcome<JourneyDriverFigures>> RunAsync(string journeyKey, string? personaKey, Dimension dimension, MapScope scope, CancellationToken cancel)
    {
        if (await score.RunAsync(journeyKey, scope, cancel) is not { } journey) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        if (journey.UnknownSurvey is { } unknown) return unknown;
        var persona = personaKey is null ? null : journey.Personas.FirstOrDefault(x => x.Key == personaKey);
        if (personaKey is not null && persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        var (ratings, scores) = await ReadAsync(journey, dimension, cancel);
        var touchpoints = journey.Stages.SelectMany(x => x.Touchpoints.Select(t => (x.Stage, Touchpoint: t, All: scores.GetValueOrDefault(t.Id, [])))).ToArray();
        var own = touchpoints.Select(x => (x.Touchpoint.Id, (IReadOnlyDictionary<Guid, double>)x.All.Where(c => persona is null || ratings[c.Key].Persona == persona.Id).ToDictionary())).ToArray();
        var chosen = Choose(own, journey.Profile, out var complete);
        var order = touchpoints.Where(x => chosen.Contains(x.Touchpoint.Id)).ToArray();
        var weights = order.Length == 0 ? null : Drivers.FromRows(
            [.. complete.Select(c => order.Select(x => (double?)x.All[c]).ToArray())], [.. complete.Select(c => (double?)ratings[c].Rating)], journey.Profile);
        var told = Told(ratings.Keys, ratings, journey, persona);
        var left = touchpoints.Where(x => weights is null || !chosen.Contains(x.Touchpoint.Id)).Select(x => new LeftOut(x.Stage, x.Touchpoint, Told(x.All.Keys, ratings, journey, persona))).ToArray();
        var needed = Drivers.RowsNeeded(Math.Max(1, order.Length), journey.Profile);
        if (weights is null) return new JourneyDriverFigures(journey, persona, dimension, told, left.Max(x => x.Pairs) ?? 0, needed, null, [], left);
        return new JourneyDriverFigures(journey, persona, dimension, told, complete.Count, needed, weights.RSquared,
        [
            .. order.Select((x, i) => new DriverWeight(
                x.Stage, x.Touchpoint, weights.Weights[i], 100 * weights.Weights[i] / weights.RSquared, weights.Correlations[i], weights.Weights[i] > weights.RSquared / order.Length))
                .OrderByDescending(x => x.Weight),
        ], left);
    }

    /// <summary>Touchpoints whose rows are complete together in sufficient number, and those rows.</summary>
    private static HashSet<Guid> Choose(
        IReadOnlyList<(Guid Touchpoint, IReadOnlyDictionary<Guid, double> Customers)> offered, ScoringProfile profile, out IReadOnlyList<Guid> complete)
    {
        HashSet<Guid> chosen = [];
        HashSet<Guid>? rows = null;
        while (true)
        {
            // A touchpoint at which everybody says the same explains nothing and cannot be weighed.
            var next = offered.Where(x => !chosen.Contains(x.Touchpoint))
                .Select(x => (x.Touchpoint, Rows: rows is null ? [.. x.Customers.Keys] : rows.Where(x.Customers.ContainsKey).ToHashSet(), x.Customers))
                .Where(x => x.Rows.Select(c => x.Customers[c]).Distinct().Take(2).Count() == 2)
                .OrderByDescending(x => x.Rows.Count).FirstOrDefault();
            if (next.Rows is null || next.Rows.Count < Drivers.RowsNeeded(chosen.Count + 1, profile)) break;
            chosen.Add(next.Touchpoint);
            rows = next.Rows;
        }

        complete = [.. (rows ?? []).Order()];
        return chosen;
    }

    private async Task<(Dictionary<Guid, (Guid Persona, double Rating)> Ratings, Dictionary<Guid, Dictionary<Guid, double>> Scores)> ReadAsync(
        ScoredJourney journey, Dimension dimension, CancellationToken cancel)
    {
        var scope = journey.Scope;
        await using var command = cells.Command(
            """
            WITH rated AS (
                SELECT DISTINCT ON (customer_id) customer_id, persona_id, value FROM response_scores
                WHERE dimension = 'nps' AND day BETWEEN $2 AND $3 AND ($6::uuid[] IS NULL OR survey_version_id = ANY($6))
                ORDER BY customer_id, answered_at DESC, response_id DESC
            )
            SELECT NULL::uuid, customer_id, persona_id, value FROM rated
            UNION ALL
            SELECT touchpoint_id, customer_id, NULL, value FROM (
                SELECT DISTINCT ON (s.touchpoint_id, s.customer_id) s.touchpoint_id, s.customer_id, s.value FROM response_scores s JOIN rated r ON r.customer_id = s.customer_id
                WHERE s.touchpoint_id = ANY($1) AND s.dimension = $4 AND s.day BETWEEN $2 AND $3 AND (s.counts OR NOT $5)
                  AND ($6::uuid[] IS NULL OR s.survey_version_id = ANY($6))
                  AND ($4 <> 'emotion' OR NOT EXISTS (
                      SELECT 1 FROM measurements m WHERE m.response_id = s.response_id AND m.touchpoint_id = s.touchpoint_id AND m.dimension = 'emotion' AND m.measure = 'nps'
                        AND NOT EXISTS (SELECT 1 FROM measurements d WHERE d.response_id = m.response_id AND d.touchpoint_id = m.touchpoint_id AND d.dimension = 'emotion' AND d.tier < m.tier)))
                ORDER BY s.touchpoint_id, s.customer_id, s.answered_at DESC, s.response_id DESC
            ) latest
            """, journey.Touchpoints.Select(x => x.Id).ToArray(), scope.From, scope.To, dimension.Id(), scope.Latest, scope.Versions ?? (object)DBNull.Value);
        Dictionary<Guid, (Guid Persona, double Rating)> ratings = [];
        Dictionary<Guid, Dictionary<Guid, double>> scores = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (customer, value) = (reader.GetGuid(1), reader.GetDouble(3));
            if (reader.IsDBNull(0))
            {
                ratings[customer] = (reader.GetGuid(2), value);
                continue;
            }

            if (!scores.TryGetValue(reader.GetGuid(0), out var at)) scores[reader.GetGuid(0)] = at = [];
            at[customer] = value;
        }

        return (ratings, scores);
    }

    /// <summary>A number of customers that may be told: none below the floor, and none of a persona that the other personas' would give away.</summary>
    private static long? Told(IEnumerable<Guid> customers, Dictionary<Guid, (Guid Persona, double Rating)> ratings, ScoredJourney journey, MapPersona? persona)
    {
        var byPersona = customers.ToLookup(x => ratings[x].Persona);
        if (persona is null) return Floor(byPersona.Sum(x => (long)x.Count()), journey);
        var hidden = Suppression.Hidden([.. journey.Personas.Select(x => (long)byPersona[x.Id].Count())], journey.Profile);
        return journey.Personas.Zip(hidden).Any(x => x.First.Id == persona.Id && x.Second && byPersona[persona.Id].Any()) ? null : byPersona[persona.Id].Count();
    }

    private static long? Floor(long people, ScoredJourney journey) => people > 0 && Suppression.IsBelowFloor(people, journey.Profile) ? null : people;
}
