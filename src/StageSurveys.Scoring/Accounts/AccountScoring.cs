namespace StageSurveys.Scoring;

/// <summary>What one contact of an account says in one dimension.</summary>
/// <param name="Sums">The contact's answers, each with its weight u (M3); an empty cell says nothing.</param>
/// <param name="Influence">How much the contact's word weighs, above 0.</param>
public readonly record struct ContactSums(CellSums Sums, double Influence);

/// <summary>The index of an account with its bounds, all 0 to 100, up is good.</summary>
/// <param name="Score">Mean of goal, (emotion + 100)/2 and 100 − problem, over the dimensions that contacts spoke of (M8 where all three are there).</param>
/// <param name="Low">The same of the worse ends of their intervals. What one person says in three dimensions hangs together, so nothing is gained by joining
/// them: the bound holds however strongly.</param>
/// <param name="High">The same of the better ends.</param>
/// <param name="StandardError">Mean of the standard errors on the scale of the index, by the same reasoning.</param>
/// <param name="NEff">Effective number of contacts, of the dimension with the fewest.</param>
/// <param name="Contacts">Contacts who spoke, of the dimension with the most.</param>
public sealed record AccountIndex(double Score, double Low, double High, double StandardError, double NEff, long Contacts);

/// <summary>
/// Figures of an account. The unit is the contact: first each contact's own weighted mean, then the contacts together (M4), every one alike or weighed by
/// influence. So somebody who answers often does not speak for the house, and n_eff counts people.
/// </summary>
public static class AccountScoring
{
    /// <summary>The sums of an account in one dimension: x is the mean of a contact, u is 1 or the contact's influence.</summary>
    public static CellSums Sums(IEnumerable<ContactSums> contacts, bool byInfluence) => contacts
        .Where(c => !c.Sums.IsEmpty && c.Sums.U > 0)
        .Aggregate(CellSums.Empty, (sums, c) => sums.Add(c.Sums.Ux / c.Sums.U, byInfluence ? c.Influence : 1));

    /// <summary>
    /// The figure of an account in one dimension, for whoever looks after it: shown from one contact on, since the invitation says that answers are not
    /// anonymous to the supplier. The badge is that of every figure (M5). Null when nobody spoke.
    /// </summary>
    public static CellScore? Figure(CellSums sums, Dimension dimension, ScoringProfile profile) =>
        sums.IsEmpty ? null : CellScoring.Named(sums, dimension, profile);

    /// <summary>The index of an account from its sums by dimension; null when nobody spoke in any.</summary>
    public static AccountIndex? Index(IReadOnlyDictionary<Dimension, CellSums> sums, ScoringProfile profile)
    {
        var parts = Dimensions.All.Where(sums.ContainsKey).Select(d => (Dimension: d, Estimate: CellEstimate.Of(sums[d], d, profile))).Where(x => x.Estimate is not null).ToArray();
        if (parts.Length == 0) return null;
        return new AccountIndex(
            parts.Average(x => Up(x.Dimension, x.Estimate!.Mean)),
            parts.Average(x => Up(x.Dimension, x.Dimension == Dimension.Problem ? x.Estimate!.High : x.Estimate!.Low)),
            parts.Average(x => Up(x.Dimension, x.Dimension == Dimension.Problem ? x.Estimate!.Low : x.Estimate!.High)),
            parts.Average(x => 100 * x.Estimate!.StandardError / x.Dimension.Range()),
            parts.Min(x => x.Estimate!.NEff),
            parts.Max(x => x.Estimate!.N));
    }

    /// <summary>
    /// The change between two indices of disjoint windows (M10). An account has few contacts, so its p value is that of Student's t with as many degrees of
    /// freedom as both windows have effective contacts less two (at least one): two people against two others prove little. Null where one is missing.
    /// </summary>
    public static Change? Change(AccountIndex? before, AccountIndex? now)
    {
        if (before is null || now is null) return null;
        var change = Changes.Between(before.Score, before.StandardError, now.Score, now.StandardError);
        return Changes.OfFew(change, Math.Floor(before.NEff + 1e-9) + Math.Floor(now.NEff + 1e-9) - 2);
    }

    // On 0 to 100 with up as good.
    private static double Up(Dimension dimension, double value) => dimension == Dimension.Problem ? 100 - value : 100 * (value - dimension.Min()) / dimension.Range();
}
