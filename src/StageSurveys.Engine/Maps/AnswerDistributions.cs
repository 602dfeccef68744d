using System.Globalization;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>How often one answer was given.</summary>
/// <param name="Value">The answer's id: "partly", "worried", "4".</param>
/// <param name="Count">Responses that gave it.</param>
public sealed record AnswerShare(string Value, LocalText Label, long Count);

/// <summary>All answers to one kind of question, from worst to best where they have an order.</summary>
/// <param name="N">Responses with an answer to it.</param>
public sealed record AnswerDistribution(MeasureKind Measure, long N, IReadOnlyList<AnswerShare> Shares);

/// <summary>
/// Counts what was answered at a touchpoint, answer by answer and unweighted. Of a kind of question that fewer people than the anonymity floor answered, or
/// whose answers could be worked out from the other personas', nothing is counted.
/// </summary>
public sealed class AnswerDistributions(AnswerCounting answers, AskedAbout about)
{
    private static readonly MeasureKind[] Counted = [MeasureKind.Goal, MeasureKind.Face, MeasureKind.Emotion, MeasureKind.Csat, MeasureKind.Ces, MeasureKind.Nps];

    /// <summary>One distribution for each kind of question that may be shown; none for a cell that does not open.</summary>
    public async Task<IReadOnlyList<AnswerDistribution>> RunAsync(ScoredJourney journey, Guid touchpoint, string touchpointKey, MapPersona? persona, CancellationToken cancel)
    {
        if (!journey.IsOpen(touchpointKey, persona?.Key)) return [];
        var asked = await about.CountAsync(journey, [touchpoint], [.. Counted.Select(x => x.Id())], persona, cancel);
        var said = await answers.RunAsync([touchpoint], [.. asked.Keys.Select(x => x.Measure)], journey.PersonaIds(persona), journey.Scope, cancel);
        return
        [
            .. from kind in Counted
               where asked.ContainsKey((touchpoint, kind.Id()))
               select new AnswerDistribution(
                   kind, asked[(touchpoint, kind.Id())], [.. Shares(kind, said.Where(x => x.Measure == kind.Id() && x.Value.Length > 0).ToDictionary(x => x.Value, x => x.Count), journey.Profile)]),
        ];
    }

    private static IEnumerable<AnswerShare> Shares(MeasureKind kind, Dictionary<string, long> counts, ScoringProfile profile)
    {
        var known = kind switch
        {
            MeasureKind.Goal => [.. GoalIds.All.Where(x => x != "na").Reverse()],
            // Only words that were chosen: twelve lines of which nine say nothing help nobody.
            MeasureKind.Emotion => [.. profile.EmotionBases.Select(x => x.Word).Reverse().Where(counts.ContainsKey)],
            _ when profile.BoundsOf(kind) is var (min, max) => Enumerable.Range((int)min, (int)max - (int)min + 1).Select(x => x.ToString(CultureInfo.InvariantCulture)).ToArray(),
            _ => Array.Empty<string>(),
        };
        return known.Concat(counts.Keys.Except(known).Order()).Select(x => new AnswerShare(x, Label(kind, x), counts.GetValueOrDefault(x)));
    }

    private static LocalText Label(MeasureKind kind, string value)
    {
        var label = kind switch
        {
            MeasureKind.Goal when GoalIds.FromId(value) is { } goal => MeasureLabels.Goal(goal),
            MeasureKind.Emotion => EmotionWords.Label(value),
            _ => new Label(value, value),
        };
        return new LocalText(label.Fr, label.En);
    }
}
