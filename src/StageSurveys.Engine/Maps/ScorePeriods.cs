using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// Scores a journey once for each of several periods, undecayed, on the way that every figure goes. Which customers come by an optional touchpoint is that
/// of the whole scope, so that a stage moves only by what people say.
/// </summary>
public sealed class ScorePeriods(PeriodReading reading)
{
    /// <summary>The journey in each period, in the order given.</summary>
    /// <param name="journey">The journey with its scope: personas, channel and rule hold for every period.</param>
    /// <param name="asSeries">True where the periods are shown beside what they add up to: what is hidden in one must not be had from the others.</param>
    public async Task<IReadOnlyList<ScoredJourney>> RunAsync(JourneyInputs journey, IReadOnlyList<Period> periods, bool asSeries, CancellationToken cancel)
    {
        var touchpoints = journey.Journey.Stages.SelectMany(x => ScoredJourney.TouchpointsOf(x, journey.Scope)).Select(x => x.Id).ToArray();
        var cells = await reading.RunAsync(touchpoints, periods, journey.Scope, journey.Profile, cancel);
        var inputs = periods.Select((period, i) => journey with
        {
            Scope = journey.Scope with { From = period.From, To = period.To, Weighting = Weighting.Plain },
            Sums = cells[i].Sums,
            People = cells[i].People,
        }).ToArray();
        if (asSeries)
        {
            var hidden = Hidden(touchpoints, journey, [.. cells.Select(x => x.People)]);
            inputs = [.. inputs.Select((x, i) => x with { AlsoHidden = hidden[i] })];
        }

        return [.. inputs.Select(x => x.Score())];
    }

    private static HashSet<(Guid, Guid, string)>[] Hidden(
        Guid[] touchpoints, JourneyInputs journey, Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), long>[] people)
    {
        Guid[] rows = [.. journey.Personas.Select(x => x.Id), Guid.Empty];
        var hidden = people.Select(_ => new HashSet<(Guid, Guid, string)>()).ToArray();
        foreach (var touchpoint in touchpoints)
            foreach (var dimension in Dimensions.All.Select(x => x.Id()))
            {
                var table = SuppressionTable.Hidden(
                    [.. rows.Select(row => (IReadOnlyList<long>)[.. people.Select(x => x.GetValueOrDefault((touchpoint, row, dimension)))])], journey.Profile);
                for (var row = 0; row < rows.Length; row++)
                    for (var i = 0; i < people.Length; i++)
                        if (table[row, i])
                            hidden[i].Add((touchpoint, rows[row], dimension));
            }

        return hidden;
    }
}
