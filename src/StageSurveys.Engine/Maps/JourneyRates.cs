using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Response rates and the NPS of a scored journey, hidden by the same floor as its cells.</summary>
public sealed class JourneyRates(CellReading cells, AnswerCounting answers, Crowds crowds)
{
    /// <summary>Completed of sent by touchpoint key; a touchpoint without a rate that may be shown is missing, and all are under a filter by company.</summary>
    public async Task<IReadOnlyDictionary<string, Rate>> ResponsesAsync(ScoredJourney journey, string? persona, CancellationToken cancel)
    {
        // Invitations of a window are not its answers, and who completed is counted company by company: nobody looks at what the other companies leave of the sum.
        if (journey.Scope.Accounts is not null) return new Dictionary<string, Rate>();
        var profile = journey.Profile;
        var id = journey.Personas.FirstOrDefault(x => x.Key == persona)?.Id;
        Guid[] touchpoints = [.. journey.Touchpoints.Select(x => x.Id)];
        var counts = await cells.InvitationsAsync(touchpoints, journey.Scope, cancel);
        Dictionary<string, Rate> rates = [];
        foreach (var touchpoint in journey.Touchpoints)
        {
            var all = counts[touchpoint.Id].ToArray();
            var own = all.Where(x => id is null || x.Persona == id).ToArray();
            var (sent, completed) = (own.Sum(x => x.Sent), own.Sum(x => x.Completed));
            if (Suppression.IsBelowFloor(sent, profile)) continue;
            // One to four who answered are not to be counted, nor what would tell them by subtraction; invitations of a window are not its answers, so the
            // cell beside it being open does not say so.
            if (completed > 0 && (Suppression.IsBelowFloor(completed, profile) || !journey.IsOpen(touchpoint.Key, persona) || (id is { } one && HiddenAmong(one)))) continue;
            if (Rates.Wilson(completed, sent, profile) is { } rate) rates[touchpoint.Key] = rate;

            bool HiddenAmong(Guid persona)
            {
                var hidden = Suppression.Hidden([.. all.Select(x => x.Completed)], profile);
                return all.Zip(hidden).Any(x => x.First.Persona == persona && x.Second);
            }
        }

        return rates;
    }

    /// <summary>The NPS of one persona, or of everybody; null when nobody was asked or it is hidden.</summary>
    public async Task<Rate?> NpsAsync(ScoredJourney journey, string? persona, CancellationToken cancel)
    {
        var profile = journey.Profile;
        var scope = journey.Scope;
        // Under a channel the other channels are read too: what is hidden of one must not be had from all of them and the rest.
        var channels = journey.Journey.Touchpoints.ToDictionary(x => x.Id, x => scope.Channel is null ? (Channel?)null : x.Channel);
        var counts = await answers.QuestionsAsync([.. channels.Keys], scope, cancel);
        var people = await crowds.RunAsync(
            counts.SelectMany(x => Figures(channels[x.Touchpoint]).Select(f => (f, new CrowdPart(x.Touchpoint, x.Persona, x.Version, ScoredBatch.Nps, x.Rated, x.RatedLatest, x.First) { Whole = x.Whole }))),
            scope, profile, cancel);
        Guid[] rows = [.. journey.Personas.Select(x => x.Id), Guid.Empty];
        NpsFigure[] columns = [.. people.Keys.Select(x => x.Figure).Where(x => x.Channel is not null || scope.Channel is null).Distinct().OrderBy(x => x.Channel)];
        var (row, column) = (persona is null ? rows.Length - 1 : Array.FindIndex(rows, x => journey.Personas.Any(p => p.Id == x && p.Key == persona)), Array.IndexOf(columns, new NpsFigure(scope.Channel)));
        if (row < 0 || column < 0) return null;
        var table = rows.Select(r => (IReadOnlyList<long>)[.. columns.Select(c => people.GetValueOrDefault((c, r)))]).ToArray();
        if (Hidden()) return null;
        return Of(counts.Where(x => !x.Whole && scope.Takes(x.Version) && channels[x.Touchpoint] == scope.Channel && (persona is null || x.Persona == rows[row])));

        bool Hidden() => persona is null && scope.Channel is null
            ? Suppression.IsBelowFloor(table[row][column], profile)
            : scope.Channel is null
                ? Suppression.Hidden([.. table[..^1].Select(x => x[column])], profile)[row]
                : SuppressionTable.Hidden(table, profile, Totals())[row, column];

        // Who is hidden where all channels are one must not be had from the channels.
        SuppressionTotal[] Totals()
        {
            long[] all = [.. rows.Select(x => people.GetValueOrDefault((default, x)))];
            return [.. all[..^1].Zip(Suppression.Hidden(all[..^1], profile), (count, hidden) => new SuppressionTotal(count, hidden)), new(all[^1], Suppression.IsBelowFloor(all[^1], profile))];
        }

        IEnumerable<NpsFigure> Figures(Channel? channel) => channel is null ? [default] : [default, new NpsFigure(channel)];

        Rate? Of(IEnumerable<QuestionPart> some) =>
            Rates.Nps(some.SelectMany(x => x.Ratings).Where(x => x.Count > 0).GroupBy(x => x.Rating).ToDictionary(x => x.Key, x => x.Sum(c => c.Count)), profile);
    }

    /// <summary>The NPS of one channel, or of all.</summary>
    private readonly record struct NpsFigure(Channel? Channel);
}
