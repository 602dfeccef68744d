using StageSurveys.Scoring;

namespace StageSurveys.Engine.Portfolio;

/// <summary>The index of an account in both weightings, and how it changed. The one way from answers of contacts to these figures.</summary>
/// <param name="ByContact">Every contact alike; null when nobody was heard.</param>
/// <param name="ByInfluence">Every contact weighed by influence.</param>
/// <param name="Change">By contact, undecayed: the last 182 days against the 182 before (M10); null where one of them is empty.</param>
public sealed record AccountIndices(AccountIndex? ByContact, AccountIndex? ByInfluence, Change? Change)
{
    /// <summary>From the answers of one account, as of a day.</summary>
    public static AccountIndices Of(IReadOnlyList<ContactAnswer> answers, ScoringProfile profile, DateOnly today)
    {
        double Decay(DateOnly day) => Weights.Decay(day, today, profile);
        var (half, whole) = (today.AddDays(-RefreshAccountScores.ChangeDays), today.AddDays(-2 * RefreshAccountScores.ChangeDays));
        var now = Window(answers, half.AddDays(1), today, profile);
        var before = Window(answers, whole.AddDays(1), half, profile);
        return new(
            AccountScoring.Index(ContactAnswers.Sums(answers, Decay, byInfluence: false), profile),
            AccountScoring.Index(ContactAnswers.Sums(answers, Decay, byInfluence: true), profile),
            AccountScoring.Change(before, now));
    }

    /// <summary>The index by contact of the answers of some days, undecayed; both ends are included.</summary>
    public static AccountIndex? Window(IEnumerable<ContactAnswer> answers, DateOnly from, DateOnly to, ScoringProfile profile) =>
        AccountScoring.Index(ContactAnswers.Sums(answers, day => day >= from && day <= to ? 1 : 0, byInfluence: false), profile);
}
