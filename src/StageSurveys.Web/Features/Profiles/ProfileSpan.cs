using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Web.Features.Profiles;

/// <summary>How long something took, in words.</summary>
public static class ProfileSpan
{
    /// <summary>"40 s", "3 min", "2 h".</summary>
    public static string Words(RecomputationLine run, IStringLocalizer<ProfilesText> texts)
    {
        var took = (run.FinishedAt ?? run.StartedAt) - run.StartedAt;
        return took.TotalSeconds < 90 ? texts["{0} s", Math.Max(1, (int)took.TotalSeconds)]
            : took.TotalMinutes < 90 ? texts["{0} min", (int)took.TotalMinutes]
            : texts["{0} h", (int)took.TotalHours];
    }
}
