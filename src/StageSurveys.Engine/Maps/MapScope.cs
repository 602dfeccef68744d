using StageSurveys.Engine.Journeys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Which answers count (M3).</summary>
public enum AnswerRule
{
    /// <summary>One answer of a customer about a touchpoint in 30 days, the latest.</summary>
    Latest,

    /// <summary>Every answer.</summary>
    Every,
}

/// <summary>How answers weigh by age (M3).</summary>
public enum Weighting
{
    /// <summary>An answer counts half after 90 days and no longer after a year: what maps show.</summary>
    Recent,

    /// <summary>All answers of the window alike: what reports show.</summary>
    Plain,
}

/// <summary>What a board or map is asked for. Days are UTC dates, both included; null is open.</summary>
/// <param name="Survey">Key of a survey: only answers to one of its versions count.</param>
/// <param name="Account">Key of a company, or its name: only answers that belong to it count (<see cref="Belonging"/>).</param>
/// <param name="Segment">Only answers that belong to a company of this segment count.</param>
public sealed record MapScope(
    Channel? Channel = null, DateOnly? From = null, DateOnly? To = null, AnswerRule Rule = AnswerRule.Latest, Weighting Weighting = Weighting.Recent, string? Survey = null,
    string? Account = null, string? Segment = null)
{
    /// <summary>The account must be named in full: a program that mistypes a key must not get another company's figures.</summary>
    public bool Exact { get; init; }

    /// <summary>The first day of a window that nothing bounds.</summary>
    internal static readonly DateOnly Beginning = new(1970, 1, 1);

    /// <summary>The scope with its days fixed: today at the latest, and no day that could not weigh.</summary>
    internal FixedScope Fix(DateOnly today, ScoringProfile profile, SurveyScope? survey = null, AccountScope? accounts = null)
    {
        // Far ends that stay inside what PostgreSQL and DateOnly agree on.
        var to = To is { } asked && asked < today ? asked : today;
        var from = From ?? Beginning;
        if (Weighting == Weighting.Recent && to.DayNumber - from.DayNumber > profile.MaxAgeDays) from = to.AddDays(-profile.MaxAgeDays);
        return new FixedScope(Channel, from, to, Rule, Weighting, survey, accounts);
    }
}

/// <summary>The survey that a scope is limited to.</summary>
/// <param name="Id">Its id; the empty one when no survey has the key, so that nothing counts.</param>
/// <param name="SurveyOf">The survey of every published version, of other surveys too: what is hidden of one must not be had from the others.</param>
public sealed record SurveyScope(string Key, Guid Id, IReadOnlyDictionary<Guid, Guid> SurveyOf)
{
    /// <summary>False when no survey has the key.</summary>
    public bool IsKnown => Id != Guid.Empty;
}

/// <summary>A scope whose window is known.</summary>
public sealed record FixedScope(Channel? Channel, DateOnly From, DateOnly To, AnswerRule Rule, Weighting Weighting, SurveyScope? Survey = null, AccountScope? Accounts = null)
{
    /// <summary>True when nothing bounds the window towards the past.</summary>
    public bool FromBeginning => From <= MapScope.Beginning;

    /// <summary>True when only answers that count under the 30-day rule are taken.</summary>
    public bool Latest => Rule == AnswerRule.Latest;

    /// <summary>First instant of the window.</summary>
    public DateTime Since => From.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>First instant after the window.</summary>
    public DateTime Until => To.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>The survey versions whose answers count; null for all.</summary>
    internal Guid[]? Versions => Survey is { } survey ? [.. survey.SurveyOf.Where(x => x.Value == survey.Id).Select(x => x.Key)] : null;

    /// <summary>True when answers to this survey version count.</summary>
    internal bool Takes(Guid version) => Survey is not { } survey || survey.IsKnown && survey.SurveyOf.GetValueOrDefault(version) == survey.Id;
}
