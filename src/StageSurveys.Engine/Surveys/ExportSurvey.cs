using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>A definition as a file. <paramref name="Definition"/> is its text to the letter.</summary>
public sealed record SurveyExport(string FileName, string Definition, SurveyVersionLine? Version)
{
    /// <summary>The bytes of the file: those that were taken in, a byte order mark included where there was one.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(Definition);
}

/// <summary>Gives a definition out as it is stored: the draft, or a published version by its number. Null when there is none.</summary>
public sealed class ExportSurvey(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<SurveyExport?> RunAsync(string surveyKey, int? version, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (version is not { } number)
        {
            var draft = await db.Surveys.Where(x => x.Key == surveyKey).Select(x => x.Draft).SingleOrDefaultAsync(cancel);
            return draft is null ? null : new SurveyExport($"{surveyKey}.json", draft, null);
        }

        var published = await db.SurveyVersions
            .Where(x => x.Number == number && db.Surveys.Any(survey => survey.Id == x.SurveyId && survey.Key == surveyKey))
            .AsNoTracking().SingleOrDefaultAsync(cancel);
        return published is null ? null : new SurveyExport(
            $"{surveyKey}-v{number.ToString(CultureInfo.InvariantCulture)}.json",
            published.Definition,
            new SurveyVersionLine(published.Id, published.Number, published.PublishedAt, published.PublishedBy));
    }
}
