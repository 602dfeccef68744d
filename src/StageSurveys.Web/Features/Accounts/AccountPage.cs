using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Scoring;

namespace StageSurveys.Web.Features.Accounts;

/// <summary>One account: what is known of it, what its contacts say, and who of them is silent.</summary>
/// <param name="ByTeam">False for an account manager, who keeps contacts and no master data.</param>
public sealed record AccountPage(AccountDetails Account, AccountFigures Figures, bool ByTeam, TimeZoneInfo Zone)
{
    /// <summary>Roles that somebody plays, and those of them that somebody was heard in.</summary>
    public (int Heard, int All) Roles => (Figures.Roles.Count(x => x.Heard > 0), Figures.Roles.Count);

    /// <summary>People whose invitation is planned, the next one first.</summary>
    public IReadOnlyList<AccountPerson> Next => [.. Figures.People.Where(x => x.NextAskAt is not null).OrderBy(x => x.NextAskAt)];
}

/// <summary>A figure in a table: its cell, or none.</summary>
public sealed record AccountCell(Dimension Dimension, CellScore? Cell);

/// <summary>An index in a tile.</summary>
public sealed record IndexTile(string Label, AccountIndex? Index);
