using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Response rates and the NPS of a scored journey, hidden by the same floor as its cells.</summary>
public sealed class JourneyRates(CellReading cells, AnswerCounting answers, Crowds crowds)
{
    /// <summary>Completed of sent by touchpoint key; a touchpoint without a rate that may be shown is missing.</summary>
    public async Task<IReadOnlyDictionary<string, Rate>> ResponsesAsync(ScoredJourney journey, string? persona, CancellationToken cancel)
    {
        var profile = journey.Profile;
        var id = journey.Personas.FirstOrDefault(x => x.Key == persona)?.Id;
        var counts = await cells.InvitationsAsync([.. journey.Touchpoints.Select(x => x.Id)], id, journey.Scope, cancel);
        Dictionary<string, Rate> rates = [];
        foreach (var touchpoint in journey.Touchpoints)
        {
            if (!counts.TryGetValue(touchpoint.Id, out var count) || Suppression.IsBelowFloor(count.Sent, profile)) continue;
            // One to four who answered are not to be counted, or a hidden cell would show its n here.
            if (count.Completed > 0 && (Suppression.IsBelowFloor(count.Completed, profile) || !journey.IsOpen(touchpoint.Key, persona))) continue;
            if (Rates.Wilson(count.Completed, count.Sent, profile) is { } rate) rates[touchpoint.Key] = rate;
        }

        return rates;
    }

    /// <summary>The NPS of one persona, or of everybody; null when nobody was asked or it is hidden.</summary>
    public async Task<Rate?> NpsAsync(ScoredJourney journey, string? persona, CancellationToken cancel)
    {
        var profile = journey.Profile;
        var scope = journey.Scope;
        var counts = await answers.QuestionsAsync([.. journey.Touchpoints.Select(x => x.Id)], scope, cancel);
        var people = await crowds.RunAsync(
            counts.Select(x => (ScoredBatch.Nps, new CrowdPart(x.Touchpoint, x.Persona, x.Version, ScoredBatch.Nps, x.Rated, x.RatedLatest, x.First))), scope, profile, cancel);
        var taken = counts.Where(x => scope.Takes(x.Version));
        if (persona is null) return Suppression.IsBelowFloor(people.GetValueOrDefault((ScoredBatch.Nps, Guid.Empty)), profile) ? null : Of(taken);
        var hidden = Suppression.Hidden([.. journey.Personas.Select(x => people.GetValueOrDefault((ScoredBatch.Nps, x.Id)))], profile);
        var own = journey.Personas.Zip(hidden).Where(x => x.First.Key == persona && !x.Second).Select(x => x.First).FirstOrDefault();
        return own is null ? null : Of(taken.Where(x => x.Persona == own.Id));

        Rate? Of(IEnumerable<QuestionPart> some) =>
            Rates.Nps(some.SelectMany(x => x.Ratings).Where(x => x.Count > 0).GroupBy(x => x.Rating).ToDictionary(x => x.Key, x => x.Sum(c => c.Count)), profile);
    }
}
