using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Surveys;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Surveys;

/// <summary>Brings the engine's check into the language of the screen.</summary>
internal static class Checks
{
    public static CheckResult Say(IStringLocalizer texts, PublishReport report) => new(Lines(texts, report.Faults), Lines(texts, report.Warnings));

    private static CheckLine[] Lines(IStringLocalizer texts, IReadOnlyList<Fault> faults) =>
        [.. faults.Take(100).Select(fault => new CheckLine(fault.Field is "definition" or "" ? null : fault.Field, texts.Say(fault)))];
}
