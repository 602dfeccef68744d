namespace StageSurveys.Engine.Invitations;

/// <summary>The reasons that the product itself gives for a disposition. Those of a mail server are made of stage and code ("smtp-rcpt-550").</summary>
public static class Reasons
{
    /// <summary>Planned: the event is stored, its lines are still to be made.</summary>
    public const string Waiting = "waiting";

    /// <summary>Suppressed: no active trigger was waiting at the touchpoint.</summary>
    public const string NoTrigger = "no-trigger";

    /// <summary>Suppressed: the survey has no published version.</summary>
    public const string NotPublished = "not-published";

    /// <summary>Suppressed: the customer belongs to none of the trigger's personas.</summary>
    public const string Persona = "persona";

    /// <summary>Suppressed: not in the trigger's sample.</summary>
    public const string Sampling = "sampling";

    /// <summary>Suppressed: the customer said no for good before the event.</summary>
    public const string OptedOut = "opted-out";

    /// <summary>Suppressed or opted out: the customer wants no more of this survey.</summary>
    public const string OptedOutSurvey = "opted-out-survey";

    /// <summary>Suppressed: the address stands on the suppression list.</summary>
    public const string SuppressionList = "suppression-list";

    /// <summary>Suppressed or waiting: the customer wants to be asked less often than this.</summary>
    public const string Pace = "pace";

    /// <summary>Suppressed: no e-mail address is known.</summary>
    public const string NoAddress = "no-address";

    /// <summary>Suppressed or expired: by the time the mail could have left, its survey would have been over.</summary>
    public const string TooLate = "too-late";

    /// <summary>Suppressed: the event was imported as history.</summary>
    public const string Imported = "imported";

    /// <summary>Unknown: the process died while it was sending.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Failed: the mail could not be made.</summary>
    public const string Compose = "compose";

    /// <summary>Planned: somebody stopped the sending of everything, of the survey or of the trigger.</summary>
    public const string Stopped = "stopped";

    /// <summary>Planned: it waits for its turn under the rate of the recipient's domain.</summary>
    public const string Rate = "rate";

    /// <summary>Planned: the recipient's mail server asked for a pause.</summary>
    public const string Backoff = "backoff";

    /// <summary>Planned: the mails of this day are used up under the plan for a new sending domain.</summary>
    public const string WarmUp = "warm-up";

    /// <summary>Sent or planned: a person said what became of a mail that was Unknown.</summary>
    public const string ByHand = "by-hand";

    /// <summary>Suppressed: its trigger was cancelled before the mail left.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Suppressed: its wave was cancelled before the mail left.</summary>
    public const string WaveCancelled = "wave-cancelled";

    /// <summary>Suppressed, followed by the account manager's reason: left out of the wave.</summary>
    public const string LeftOut = "left-out:";

    /// <summary>In the history only, followed by its number: a reminder left.</summary>
    public const string Reminder = "reminder-";

    /// <summary>In the history only: the thank-you mail left.</summary>
    public const string Thanked = "thanked";

    /// <summary>Bounced, followed by the status code of what came back.</summary>
    public const string Bounce = "bounce-";

    private const string RulePrefix = "rule:";

    /// <summary>Suppressed, or planned for later than wished: a contact rule stood in the way.</summary>
    public static string Rule(string key) => RulePrefix + key;

    /// <summary>The key of the contact rule that a reason names; null when it names none.</summary>
    public static string? RuleOf(string reason) => reason.StartsWith(RulePrefix, StringComparison.Ordinal) ? reason[RulePrefix.Length..] : null;

    /// <summary>All of the above but the rules, for screens and their translations.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Waiting, NoTrigger, NotPublished, Persona, Sampling, OptedOut, OptedOutSurvey, SuppressionList, Pace, NoAddress, TooLate, Imported, Interrupted, Compose,
        Stopped, Rate, Backoff, WarmUp, ByHand, Cancelled, WaveCancelled,
    ];
}
