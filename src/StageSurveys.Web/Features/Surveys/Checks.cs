using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Surveys;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Surveys;

/// <summary>Brings the engine's check into the language of the screen.</summary>
internal static class Checks
{
    public static CheckResult Say(IStringLocalizer texts, PublishReport report) => new(Lines(texts, report.Faults), Lines(texts, report.Warnings));

    /// <summary>The same of a mail: settings and fields of the wording are named as the screen names them.</summary>
    public static CheckResult Say(IStringLocalizer<SurveyMailText> texts, MailReport report) => new(MailLines(texts, report.Faults), MailLines(texts, report.Warnings));

    private static CheckLine[] MailLines(IStringLocalizer texts, IReadOnlyList<Fault> faults) => [.. faults.Take(100).Select(fault => new CheckLine(fault.Field switch
    {
        "SubjectFr" => texts["French subject"],
        "SubjectEn" => texts["English subject"],
        "BodyFr" => texts["French message"],
        "BodyEn" => texts["English message"],
        "Brand" => texts["Brand"],
        "" => null,
        var field => field,
    }, texts.Say(fault)))];

    private static CheckLine[] Lines(IStringLocalizer texts, IReadOnlyList<Fault> faults) =>
        [.. faults.Take(100).Select(fault => new CheckLine(fault.Field is "definition" or "" ? null : fault.Field, texts.Say(fault)))];
}
