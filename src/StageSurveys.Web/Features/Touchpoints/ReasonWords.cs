using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Invitations;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>Says where an invitation stands, with the reason in words.</summary>
public static class ReasonWords
{
    /// <summary>"Suppressed: not in the sample".</summary>
    public static string State(Disposition disposition, string reason, IStringLocalizer<TouchpointsText> texts, RuleReasons rules) =>
        reason.Length == 0 ? Terms.Of(disposition) : texts["{0}: {1}", Terms.Of(disposition), rules.Of(reason) ?? Of(reason, texts)];

    private static string Of(string reason, IStringLocalizer<TouchpointsText> texts) => reason switch
    {
        "waiting" => texts["waiting"],
        "no-trigger" => texts["no active trigger at this touchpoint"],
        "not-published" => texts["the survey is not published"],
        "persona" => texts["the customer belongs to none of the trigger’s personas"],
        "sampling" => texts["not in the sample"],
        "opted-out" => texts["the customer does not want to be asked"],
        "opted-out-survey" => texts["the customer wants no more of this survey"],
        "suppression-list" => texts["the address is on the suppression list"],
        "pace" => texts["the customer asked to be asked less often"],
        "no-address" => texts["no e-mail address"],
        "too-late" => texts["too late to ask"],
        "interrupted" => texts["sending was interrupted"],
        "compose" => texts["the mail could not be made"],
        Reasons.Stopped => texts["sending is stopped"],
        Reasons.Rate or Reasons.Backoff or Reasons.WarmUp => texts["waiting for its turn"],
        Reasons.ByHand => texts["said by hand"],
        Reasons.Cancelled => texts["the trigger was cancelled"],
        Reasons.WaveCancelled => texts["its wave was cancelled"],
        _ when reason.StartsWith(Reasons.LeftOut, StringComparison.Ordinal) => texts["left out of the wave: {0}", LeftOutWords.Of(reason[Reasons.LeftOut.Length..])],
        _ when reason.StartsWith(Reasons.Bounce, StringComparison.Ordinal) => texts["the mail came back"],
        _ => reason,
    };
}

/// <summary>Says where an event came from.</summary>
public static class SourceWords
{
    /// <summary>The word for an event's source.</summary>
    public static string Of(string source, IStringLocalizer<TouchpointsText> texts) => source switch
    {
        "api" => texts["API"],
        "bus" => texts["message"],
        "import" => texts["import"],
        "try" => texts["try"],
        "wave" => texts["wave"],
        "demo" => texts["demo"],
        _ => source,
    };
}
