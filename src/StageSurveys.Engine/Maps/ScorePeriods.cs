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
    /// <param name="beside">The journey over its whole scope where the periods are parts of that and shown beside it: what is hidden in one period, or in the whole, or in what
    /// lies before the first, must not be had from the others.</param>
    public async Task<IReadOnlyList<ScoredJourney>> RunAsync(JourneyInputs journey, IReadOnlyList<Period> periods, ScoredJourney? beside, CancellationToken cancel)
    {
        var first = periods.Min(x => x.From);
        Period[] read = beside is not null && first > journey.Scope.From ? [.. periods, new Period(journey.Scope.From, first.AddDays(-1))] : [.. periods];
        var touchpoints = journey.Journey.Stages.SelectMany(x => ScoredJourney.TouchpointsOf(x, journey.Scope)).Select(x => x.Id).ToArray();
        var cells = await reading.RunAsync(touchpoints, read, journey.Scope, journey.Profile, cancel);
        var inputs = periods.Select((period, i) => journey with
        {
            Scope = journey.Scope with { From = period.From, To = period.To, Weighting = Weighting.Plain },
            Sums = cells[i].Sums,
            People = cells[i].People,
        }).ToArray();
        if (beside is not null)
        {
            var hidden = Hidden(beside, journey, [.. cells.Select(x => x.People)]);
            inputs = [.. inputs.Select((x, i) => x with { AlsoHidden = hidden[i] })];
        }

        return [.. inputs.Select(x => x.Score())];
    }

    private static HashSet<(Guid, Guid, string)>[] Hidden(ScoredJourney whole, JourneyInputs inputs, Dictionary<(Guid Touchpoint, Guid Persona, string Dimension), long>[] people)
    {
        (Guid Id, string? Key)[] rows = [.. whole.Personas.Select(x => (x.Id, x.Key)), (Guid.Empty, null)];
        var hidden = people.Select(_ => new HashSet<(Guid, Guid, string)>()).ToArray();
        foreach (var touchpoint in whole.Touchpoints)
            foreach (var dimension in Dimensions.All)
            {
                var table = SuppressionTable.Hidden(
                    [.. rows.Select(row => (IReadOnlyList<long>)[.. people.Select(x => x.GetValueOrDefault((touchpoint.Id, row.Id, dimension.Id())))])], whole.Profile,
                    [.. rows.Select(row => new SuppressionTotal(
                        inputs.People.GetValueOrDefault((touchpoint.Id, row.Id, dimension.Id())), whole.Cell(touchpoint.Key, row.Key)[dimension].Suppressed))]);
                for (var row = 0; row < rows.Length; row++)
                    for (var i = 0; i < people.Length; i++)
                        if (table[row, i])
                            hidden[i].Add((touchpoint.Id, rows[row].Id, dimension.Id()));
            }

        return hidden;
    }
}
