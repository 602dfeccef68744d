using System.Globalization;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>What was asked directly about a touchpoint, of one persona or everybody.</summary>
/// <param name="Answers">Responses that answered it.</param>
/// <param name="Hits">Of them: goal fully reached, or importance 4 to 5; 0 for other measures.</param>
public sealed record AskedCount(long Answers, long Hits);

/// <summary>
/// Counts who answered the questions behind details of a cell (goal, importance, problems, emotion words). A cell of a hundred people may hold three who were
/// asked for problems: details have a floor of their own, with the complement rule over the personas of the touchpoint, and over its surveys.
/// </summary>
public sealed class AskedAbout(AnswerCounting answers, Crowds crowds)
{
    public const string Goal = "goal", Importance = "importance", Problems = "problems", Emotion = "emotion";

    // In which dimension the people stand who answered: importance is asked beside the goal.
    private static readonly Dictionary<string, string> Measures = new()
    {
        [Goal] = Dimension.Goal.Id(),
        [Importance] = Dimension.Goal.Id(),
        [Problems] = Dimension.Problem.Id(),
        [Emotion] = Dimension.Emotion.Id(),
        [MeasureKind.Face.Id()] = Dimension.Emotion.Id(),
        [MeasureKind.Csat.Id()] = Dimension.Goal.Id(),
        [MeasureKind.Ces.Id()] = Dimension.Problem.Id(),
        [ScoredBatch.Nps] = ScoredBatch.Nps,
    };

    /// <summary>By touchpoint key and measure. What too few people answered, or what could be worked out from others, is missing.</summary>
    /// <param name="answered">What was answered about goal and importance at the touchpoints that are open.</param>
    public async Task<IReadOnlyDictionary<(string Touchpoint, string Measure), AskedCount>> RunAsync(
        ScoredJourney journey, MapPersona? persona, IEnumerable<SaidAnswer> answered, CancellationToken cancel)
    {
        var byId = journey.Touchpoints.Where(x => journey.IsOpen(x.Key, persona?.Key)).ToDictionary(x => x.Id, x => x.Key);
        if (byId.Count == 0) return new Dictionary<(string, string), AskedCount>();
        var asked = await CountAsync(journey, [.. byId.Keys], [Goal, Importance, Problems, Emotion], persona, cancel);
        var said = answered.ToLookup(x => (x.Touchpoint, x.Measure));
        return asked.ToDictionary(x => (byId[x.Key.Touchpoint], x.Key.Measure), x => new AskedCount(
            x.Value, said[x.Key].Where(s => s.Measure == Goal ? s.Value == GoalIds.Id(GoalAnswer.Yes) : Important(s.Value)).Sum(s => s.Count)));

        bool Important(string rating) => int.TryParse(rating, CultureInfo.InvariantCulture, out var given) && given >= journey.Profile.ImportantFrom;
    }

    /// <summary>Responses that answered questions of these measures. What too few people answered, or what could be worked out from others, is missing.</summary>
    internal async Task<Dictionary<(Guid Touchpoint, string Measure), long>> CountAsync(
        ScoredJourney journey, Guid[] touchpoints, IReadOnlyCollection<string> measures, MapPersona? persona, CancellationToken cancel)
    {
        var (profile, scope) = (journey.Profile, journey.Scope);
        var parts = (await answers.QuestionsAsync(touchpoints, scope, cancel)).SelectMany(x => measures.Select(m => (Measure: m, Part: m == ScoredBatch.Nps
            ? new CrowdPart(x.Touchpoint, x.Persona, x.Version, m, x.Rated, x.RatedLatest, x.First) { Whole = x.Whole }
            : new CrowdPart(x.Touchpoint, x.Persona, x.Version, Measures[m], x.Own[QuestionCount.PlaceOf(m) - 1], x.Latest[QuestionCount.PlaceOf(m) - 1], x.First) { Measure = m, Whole = x.Whole })))
            .Where(x => x.Part.N > 0).ToList();
        var people = await crowds.RunAsync(parts.Select(x => ((x.Part.Touchpoint, x.Measure), x.Part)), scope, profile, cancel);
        Dictionary<(Guid, string), long> shown = [];
        foreach (var asked in parts.Where(x => !x.Part.Whole && scope.Takes(x.Part.Version)).GroupBy(x => (x.Part.Touchpoint, x.Measure)))
        {
            var personas = asked.Select(x => x.Part.Persona).Distinct().Order().ToArray();
            var hidden = Suppression.Hidden([.. personas.Select(x => people.GetValueOrDefault((asked.Key, x)))], profile);
            if (persona is null
                ? Suppression.IsBelowFloor(people.GetValueOrDefault((asked.Key, Guid.Empty)), profile)
                : Array.IndexOf(personas, persona.Id) is var own && (own < 0 || hidden[own])) continue;
            shown[asked.Key] = asked.Where(x => persona is null || x.Part.Persona == persona.Id).Sum(x => x.Part.N);
        }

        return shown;
    }
}
