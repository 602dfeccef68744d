using StageSurveys.Engine.Invitations.Policy;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>One rule of the list, said in a sentence.</summary>
public sealed record ContactRuleLine(Guid Id, string Key, ContactRuleKind Kind, string Name, string Sentence, string Reason, bool IsActive, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>What was done to a rule, by whom.</summary>
public sealed record ContactRuleChangeLine(DateTimeOffset At, string By, ContactRuleStep Step, string Sentence);

/// <summary>The screen of the contact rules.</summary>
/// <param name="OptedOut">Customers who want no surveys at all.</param>
/// <param name="Suppressed">Addresses on the suppression list.</param>
public sealed record ContactRulesPage(IReadOnlyList<ContactRuleLine> Rules, long OptedOut, long Suppressed, IReadOnlyList<DryRunView> DryRuns, TimeZoneInfo Zone);

/// <summary>What a new rule is to watch over.</summary>
public sealed record ContactKindsPage(IReadOnlyList<(ContactRuleKind Kind, string Name, string About)> Kinds);

/// <summary>The suppression list.</summary>
/// <param name="Search">Id of the search; never its words.</param>
public sealed record SuppressionPage(SuppressedPage List, string? Search, string? Words, SuppressionForm Form, TimeZoneInfo Zone);

/// <summary>Addresses to put on the list.</summary>
public sealed class SuppressionForm
{
    public string? Addresses { get; set; }
    public string? Source { get; set; }

    /// <summary>Keep the hash alone.</summary>
    public bool HashOnly { get; set; }
}

/// <summary>What to try. Days are the workspace's.</summary>
public sealed class DryRunForm
{
    public bool OfEvents { get; set; } = true;
    public Guid? TriggerId { get; set; }
    public DateOnly? From { get; set; }
    public DateOnly? To { get; set; }
    public Guid? SurveyId { get; set; }
    public Guid? PersonaId { get; set; }
    public string? People { get; set; }
    public int? OpenDays { get; set; } = 14;
}

/// <summary>The form of a dry run and the latest ones.</summary>
public sealed record DryRunsPage(
    DryRunForm Form, IReadOnlyList<Touchpoints.Choice> Triggers, IReadOnlyList<Touchpoints.Choice> Surveys, IReadOnlyList<Touchpoints.Choice> Personas,
    IReadOnlyList<DryRunView> Latest, TimeZoneInfo Zone);

/// <summary>One dry run.</summary>
/// <param name="Reason">The filter of the lines: "asked", "waiting", a reason, or null.</param>
public sealed record DryRunShowPage(DryRunView Run, DryRunPage? Lines, string? Reason, RuleReasons Rules, TimeZoneInfo Zone)
{
    public string Url(string? reason, int page = 1) =>
        $"/contact-rules/dry-runs/{Run.Id}" + (string.IsNullOrEmpty(reason) ? page > 1 ? $"?page={page}" : "" : $"?reason={Uri.EscapeDataString(reason)}" + (page > 1 ? $"&page={page}" : "")) + "#lines";
}
