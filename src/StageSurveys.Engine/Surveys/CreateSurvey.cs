using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>A survey to be made. <paramref name="Ready"/> is the key of a ready questionnaire; null or empty starts blank.</summary>
public sealed record NewSurvey(LocalText Name, string? Ready);

/// <summary>Makes a survey, blank or from a ready questionnaire, whose name it takes when it has none of its own. Answers its key.</summary>
public sealed class CreateSurvey(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    /// <summary>One page without a question.</summary>
    public const string Blank = """
        {
          "pages": [
            {
              "name": "page1",
              "elements": []
            }
          ]
        }
        """;

    public async Task<Outcome<string>> RunAsync(NewSurvey input, CancellationToken cancel)
    {
        var ready = string.IsNullOrEmpty(input.Ready) ? null : ReadyQuestionnaires.Find(input.Ready);
        var name = SurveyRules.Trimmed(input.Name);
        if (name.IsEmpty && ready is not null) name = ready.Name;
        var faults = SurveyRules.OfName(name);
        if (!string.IsNullOrEmpty(input.Ready) && ready is null) faults.Add(new("Ready", "There is no ready questionnaire “{0}”.", input.Ready));
        if (faults.Count > 0) return faults;
        var now = SurveyRules.Storable(clock.GetUtcNow());
        return await SurveyRules.AddAsync(
            contexts,
            new Survey { Key = "", Name = name, Draft = ready?.Definition ?? Blank.ReplaceLineEndings("\n"), DraftUpdatedAt = now, CreatedAt = now },
            cancel);
    }
}
