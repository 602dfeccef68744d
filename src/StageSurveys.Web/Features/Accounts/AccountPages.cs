using StageSurveys.Engine.Accounts;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Accounts;

/// <summary>The list of accounts.</summary>
/// <param name="ByTeam">False for an account manager, who sees own accounts only and makes none.</param>
/// <param name="Any">Whether there is an account at all, whatever the filters.</param>
public sealed record AccountsPage(
    AccountFilter Filter, IReadOnlyList<FoundAccount> Accounts, int Total, bool Any, IReadOnlyList<string> Segments, IReadOnlyList<AccountManager> Managers, bool ByTeam, Pager Pager);

/// <summary>What was typed to add a contact, when it was refused.</summary>
public sealed class ContactForm
{
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Locale { get; set; }
    public string? Role { get; set; }
    public string? Influence { get; set; }
}
