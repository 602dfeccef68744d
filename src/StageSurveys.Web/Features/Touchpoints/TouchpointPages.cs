using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Touchpoints;

/// <summary>Something to choose in a form.</summary>
public sealed record Choice(Guid Id, string Text);

/// <summary>The details of a touchpoint as a form.</summary>
public sealed class TouchpointForm
{
    public string? NameFr { get; set; }
    public string? NameEn { get; set; }
    public string? Key { get; set; }
    public Channel Channel { get; set; }
    public bool IsMandatory { get; set; }
    public bool IsKeyMoment { get; set; }
    public string? OwnerTeam { get; set; }
    public string? OwnerPerson { get; set; }
    public string? GoalFr { get; set; }
    public string? GoalEn { get; set; }
    public Guid? ParentId { get; set; }

    [BindNever] public Guid TouchpointId { get; set; }
    [BindNever] public bool KeyIsFixed { get; set; }
    [BindNever] public IReadOnlyList<Choice> Parents { get; set; } = [];
}

/// <summary>A trigger as a form; the delay is a number with its unit.</summary>
public sealed class TriggerForm
{
    /// <summary>Null makes a new trigger. Not called Id: that name belongs to the touchpoint in the address.</summary>
    public Guid? TriggerId { get; set; }
    public Guid SurveyId { get; set; }
    public int? Delay { get; set; } = 1;

    /// <summary>Minutes in the unit of <see cref="Delay"/>: 1, 60 or 1440.</summary>
    public int Unit { get; set; } = 1440;
    public string? SamplingPercent { get; set; } = "100";
    public Guid[] PersonaIds { get; set; } = [];
    public int? ExpiryDays { get; set; } = 14;
    public bool IsActive { get; set; } = true;
    public int? ReminderCount { get; set; }
    public int? ReminderDays { get; set; } = 3;
    public bool LastCall { get; set; } = true;
    public bool ThankYou { get; set; }

    /// <summary>The form of a trigger that is there, with the delay in its largest whole unit.</summary>
    public static TriggerForm Of(TriggerLine trigger)
    {
        var unit = trigger.DelayMinutes == 0 ? 1 : trigger.DelayMinutes % 1440 == 0 ? 1440 : trigger.DelayMinutes % 60 == 0 ? 60 : 1;
        return new()
        {
            TriggerId = trigger.Id,
            SurveyId = trigger.SurveyId,
            Delay = trigger.DelayMinutes / unit,
            Unit = unit,
            PersonaIds = trigger.PersonaIds,
            SamplingPercent = (trigger.SamplingRate * 100).ToString("0.##", CultureInfo.InvariantCulture),
            ExpiryDays = trigger.ExpiryDays,
            IsActive = trigger.IsActive,
            ReminderCount = trigger.ReminderCount,
            ReminderDays = trigger.ReminderDays,
            LastCall = trigger.LastCall,
            ThankYou = trigger.ThankYou,
        };
    }

    /// <summary>What the engine is asked for. What cannot be read becomes a value that the engine refuses with its field's name.</summary>
    public TriggerInput ToInput(Guid touchpointId) => new()
    {
        Id = TriggerId,
        TouchpointId = touchpointId,
        SurveyId = SurveyId,
        IsActive = IsActive,
        PersonaIds = PersonaIds,
        ExpiryDays = ExpiryDays ?? 0,
        ReminderCount = ReminderCount ?? 0,
        ReminderDays = ReminderDays ?? 0,
        LastCall = LastCall,
        ThankYou = ThankYou,
        DelayMinutes = Delay is { } delay && (long)delay * Unit is >= 0 and <= int.MaxValue and var minutes ? (int)minutes : -1,
        SamplingRate = Numbers.Read(SamplingPercent) / 100 ?? 0,
    };
}

/// <summary>A trigger form that was refused, and why.</summary>
public sealed record RefusedTrigger(TriggerForm Form, ILookup<string, string> Faults);

/// <summary>Reads numbers as people type them.</summary>
public static class Numbers
{
    /// <summary>The number with a point or a comma, or null.</summary>
    public static double? Read(string? text) =>
        double.TryParse((text ?? "").Trim().Replace(',', '.').Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What one trigger's form needs. <paramref name="Faults"/>: what was refused in this form, by field; other forms of the page have none.</summary>
public sealed record TriggerFormPage(Guid TouchpointId, TriggerForm Form, ILookup<string, string> Faults, IReadOnlyList<Choice> Surveys, IReadOnlyList<Choice> Personas);

/// <summary>A form to send a try through the whole way: a known customer, or a new one by e-mail.</summary>
public sealed class TryForm
{
    public Guid? CustomerId { get; set; }
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Locale { get; set; }
}

/// <summary>A customer that a search found.</summary>
public sealed record FoundCustomer(Guid Id, string Name, string Email, string Locale);

/// <summary>One event in the list.</summary>
public sealed record EventRow(DateTimeOffset OccurredAt, string Customer, string Source, IReadOnlyList<LineState> Lines);

/// <summary>Where an invitation stands, or why there is none.</summary>
public sealed record LineState(Disposition Disposition, string Reason);

/// <summary>Where a touchpoint stands.</summary>
public sealed record TouchpointHead(
    Guid Id, string Key, string Name, Channel Channel, bool IsKeyMoment, bool IsArchived, string JourneyKey, string JourneyName, string StageName);

/// <summary>The touchpoint's page.</summary>
/// <param name="Tried">The try whose way is shown, if one was just sent.</param>
/// <param name="Refused">The trigger form that was refused and is shown again, with what is wrong by field.</param>
public sealed record TouchpointPage(
    TouchpointHead Head, string MapPersona, TouchpointForm Form, IReadOnlyList<TriggerLine> Triggers, RefusedTrigger? Refused, IReadOnlyList<Choice> Surveys,
    IReadOnlyList<Choice> Personas, IReadOnlyList<EventRow> Events, Pager Pager, TryForm Try, TryProgress? Tried, TimeZoneInfo Zone)
{
    /// <summary>Triggers whose mails wait because somebody said so.</summary>
    public IReadOnlySet<Guid> Waiting { get; init; } = new HashSet<Guid>();

    /// <summary>What is to be said of the mails that the triggers send, by survey.</summary>
    public IReadOnlyDictionary<Guid, Surveys.CheckResult> Mails { get; init; } = new Dictionary<Guid, Surveys.CheckResult>();

    /// <summary>The map or board from which somebody came; null leads back to the journey.</summary>
    public string? Back { get; init; }

    /// <summary>What contact rules say of whom they stopped.</summary>
    public Invitations.RuleReasons Rules { get; init; } = Invitations.RuleReasons.None;
}

/// <summary>How far a try has come.</summary>
/// <param name="Round">How many times it was looked at; after some rounds the page stops looking by itself.</param>
public sealed record TryProgress(
    Guid TouchpointId, Guid TryId, string JourneyKey, string MapPersona, DateTimeOffset? ReceivedAt, bool IsPlanned, IReadOnlyList<TryLine> Lines, int Round, TimeZoneInfo Zone)
{
    private const int Rounds = 150;

    /// <summary>True while something can still happen by itself.</summary>
    public bool IsWaiting => Round < Rounds && (!IsPlanned || Lines.Any(x => !x.IsOver));

    /// <summary>True when every mail has left or never will: looking less often is enough.</summary>
    public bool IsSlow => IsPlanned && Lines.All(x => x.Disposition is not (Disposition.Planned or Disposition.Queued or Disposition.Sending));
}

/// <summary>One invitation of a try.</summary>
/// <param name="MailId">The mail in the local mailbox, when it is there.</param>
public sealed record TryLine(Guid Id, string? Survey, Disposition Disposition, string Reason, DateTimeOffset DueAt, Guid? MailId)
{
    /// <summary>True when nothing more will come of it.</summary>
    public bool IsOver => Disposition is Disposition.Suppressed or Disposition.Failed or Disposition.Bounced or Disposition.Completed
        or Disposition.Expired or Disposition.OptedOut or Disposition.Unknown;
}
