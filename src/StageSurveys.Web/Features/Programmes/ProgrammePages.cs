using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>The list of programmes, and the waves of the days to come over all of them.</summary>
/// <param name="ByTeam">False for an account manager, who sees own accounts and makes no programme.</param>
public sealed record ProgrammesPage(IReadOnlyList<ProgrammeLine> Programmes, WavePage ToApprove, bool ByTeam, TimeZoneInfo Zone);

/// <summary>One programme with its waves.</summary>
/// <param name="Rule">Its rule in words; null where it names its accounts.</param>
/// <param name="Past">Waves that have started or never will, instead of those to come.</param>
public sealed record ProgrammePage(
    Programme Programme, LocalText Survey, string SurveyKey, LocalText Touchpoint, int ExpiryDays, int ReminderCount, string? Rule, bool Past, WavePage Waves, bool ByTeam, TimeZoneInfo Zone)
{
    public string Url(int page) => $"/programmes/{Programme.Id}?page={page}{(Past ? "&past=true" : "")}";
}

/// <summary>One wave.</summary>
/// <param name="Others">Contacts of its account who are not on the list.</param>
public sealed record WavePageModel(WaveView Wave, IReadOnlyList<WaveOther> Others, WaveLedger? Ledger, RuleReasons Rules, TimeZoneInfo Zone)
{
    /// <summary>Where a change comes back to.</summary>
    public string Back { get; init; } = $"/waves/{Wave.Id}";

    /// <summary>The list takes the place of the one on the page, as the ledger beside it is renewed.</summary>
    public bool Swap { get; init; }
}

/// <summary>A contact of the account who is not on the list of a wave.</summary>
public sealed record WaveOther(Guid CustomerId, string Name, string Role);

/// <summary>The ledger of one or several waves, as it fills.</summary>
/// <param name="Url">Where the next look is.</param>
/// <param name="Wave">The wave that the ledger screen can filter by; null for several.</param>
/// <param name="Round">How often it was looked at.</param>
public sealed record WaveLedger(LedgerSheet Sheet, string Url, Guid? Wave, int Round, RuleReasons Rules)
{
    /// <summary>Something is on its way out now.</summary>
    public bool IsMoving => Sheet.Lines.Any(x => x.Disposition is Disposition.Queued or Disposition.Sending || (x.Disposition == Disposition.Planned && x.Reason is "" or Reasons.Waiting));

    /// <summary>Something may still change.</summary>
    public bool IsOpen => Sheet.Lines.Any(x => x.Disposition is Disposition.Planned or Disposition.Queued or Disposition.Sending or Disposition.Sent or Disposition.Visited or Disposition.Started);

    public double Share(long count) => Sheet.Audience == 0 ? 0 : 100.0 * count / Sheet.Audience;
}

/// <summary>What is to be sent now, as a form.</summary>
public sealed class TriggerNowForm
{
    public Guid[] Accounts { get; set; } = [];
    public Guid SurveyId { get; set; }
    public Guid TouchpointId { get; set; }
    public string[] Roles { get; set; } = [];
    public int? ExpiryDays { get; set; } = 14;
    public int? ReminderCount { get; set; } = 1;
    public int? ReminderDays { get; set; } = 4;
}

/// <summary>Choosing what is sent now to which accounts.</summary>
public sealed record TriggerNowPage(TriggerNowForm Form, IReadOnlyList<Choice> Accounts, IReadOnlyList<Choice> Surveys, IReadOnlyList<Choice> Touchpoints);

/// <summary>Several waves that are sent, or were sent, by hand together.</summary>
public sealed record BatchPage(Guid Batch, IReadOnlyList<WaveView> Waves, WaveLedger? Ledger, RuleReasons Rules, TimeZoneInfo Zone)
{
    public bool IsOpen => Waves.Any(x => x.IsOpen);

    public int Asked => Waves.Sum(x => x.Contacts.Count(c => c.Included && c.Stop.Length == 0));
}
