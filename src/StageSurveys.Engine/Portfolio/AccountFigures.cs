using StageSurveys.Scoring;

namespace StageSurveys.Engine.Portfolio;

/// <summary>A contact of an account, and when they were asked and answered.</summary>
/// <param name="Asked">Invitations that were sent in the last 365 days.</param>
/// <param name="LastAskedAt">However long ago; null: never asked.</param>
/// <param name="LastAnsweredAt">However long ago; null: never answered.</param>
/// <param name="NextAskAt">When an invitation that is planned is due; null when none is.</param>
public sealed record AccountPerson(
    Guid CustomerId, string Name, string Email, string ExternalId, string Locale, string Role, decimal Influence, DateTimeOffset? LeftAt, DateTimeOffset? OptedOutAt, int Asked,
    DateTimeOffset? LastAskedAt, DateTimeOffset? LastAnsweredAt, DateTimeOffset? NextAskAt)
{
    /// <summary>What to call the person.</summary>
    public string Title => Name.Length > 0 ? Name : Email.Length > 0 ? Email : ExternalId;
}

/// <summary>What contacts of an account wrote.</summary>
public sealed record AccountVerbatim(string Text, string Locale, DateTimeOffset At, string Person, string Role, LocalText Touchpoint);

/// <summary>Figures of some contacts over some time: three dimensions and NPS; a dimension nobody spoke of is missing.</summary>
/// <param name="Index">Every contact alike.</param>
/// <param name="Contacts">Contacts who spoke.</param>
public sealed record AccountFigureSet(IReadOnlyDictionary<Dimension, CellScore> Cells, Rate? Nps, AccountIndex? Index, int Contacts)
{
    internal static AccountFigureSet Of(IReadOnlyCollection<ContactAnswer> answers, Func<DateOnly, double> weigh, DateOnly from, DateOnly to, ScoringProfile profile)
    {
        var sums = ContactAnswers.Sums(answers, weigh, byInfluence: false);
        return new(
            sums.ToDictionary(x => x.Key, x => AccountScoring.Figure(x.Value, x.Key, profile)!), ContactAnswers.Nps(answers, from, to, profile), AccountScoring.Index(sums, profile),
            answers.Where(x => weigh(x.Day) > 0).Select(x => x.CustomerId).Distinct().Count());
    }
}

/// <summary>One role of an account: who plays it, who of them was asked and heard in the last 365 days, and what they say now.</summary>
public sealed record RoleFigures(string Role, int Contacts, int Asked, int Heard, AccountFigureSet Figures);

/// <summary>A quarter of a year, undecayed, with the change of the index from the quarter before that somebody spoke in (M10).</summary>
public sealed record QuarterFigures(DateOnly From, DateOnly To, AccountFigureSet Figures, Change? Change);

/// <summary>Everything that is measured of one account. Shown to its manager from one contact on; never for boards or maps.</summary>
/// <param name="Now">Answers as they have faded by today.</param>
/// <param name="ContactCoverage">Share of the contacts who were heard in the last 365 days; null without contacts.</param>
/// <param name="InfluenceHeard">Share 0..1 of all influence that those heard have; null without contacts.</param>
/// <param name="AtRisk">See <see cref="AccountRisk"/>; null when the value is not known.</param>
public sealed record AccountFigures(
    AccountIndices Indices, AccountFigureSet Now, IReadOnlyList<RoleFigures> Roles, IReadOnlyList<QuarterFigures> Quarters, IReadOnlyList<AccountPerson> People,
    IReadOnlyList<AccountVerbatim> Verbatims, Rate? ContactCoverage, double? InfluenceHeard, double Nearness, double? AtRisk)
{
    /// <summary>The latest moment at which somebody of the account was asked or answered.</summary>
    public DateTimeOffset? LastContactAt => People.SelectMany(x => new[] { x.LastAskedAt, x.LastAnsweredAt }).Max();
}
