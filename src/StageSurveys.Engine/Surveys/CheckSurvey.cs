using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>Says what stands in the way of publishing a definition, given the touchpoints there are now.</summary>
public sealed class CheckSurvey(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<PublishReport> RunAsync(string definition, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await ReportAsync(db, definition, cancel);
    }

    internal static async Task<PublishReport> ReportAsync(StageSurveysDb db, string text, CancellationToken cancel)
    {
        if (SurveyRules.OfDefinition(text) is { } fault) return new PublishReport([fault], []);
        var definition = SurveyDefinition.Parse(text);
        string[] named = [.. definition.AllQuestions.Select(x => x.MeasureTouchpoint).OfType<string>().Distinct()];
        var known = named.Length == 0
            ? []
            : await db.Touchpoints.Where(x => x.ArchivedAt == null && named.Contains(x.Key)).Select(x => x.Key).ToHashSetAsync(cancel);
        return PublishCheck.Run(definition, known);
    }
}
