namespace StageSurveys.Scoring.Measures;

/// <summary>
/// What became of everybody who was asked, in the groups of AAPOR's Standard Definitions (10th edition, 2023, internet surveys of specifically named persons):
/// complete and partial answers, refusals, people who were reached and said nothing, and those of whom it is not known whether they were reached.
/// </summary>
/// <param name="Complete">Answers sent in (I).</param>
/// <param name="Partial">Begun and not sent in (P).</param>
/// <param name="Refusal">Said no instead (R).</param>
/// <param name="NonContact">The mail was taken, and nothing followed but perhaps a visit (NC).</param>
/// <param name="Unknown">The mail came back, failed, or nobody knows (UH, UO).</param>
public readonly record struct AskedPeople(long Complete, long Partial, long Refusal, long NonContact, long Unknown)
{
    /// <summary>All who were asked: each group once.</summary>
    public long Asked => Delivered + Unknown;

    /// <summary>Those whose mail was taken and did not come back.</summary>
    public long Delivered => Complete + Partial + Refusal + NonContact;

    /// <summary>RR1, the least that can be said: complete answers among all who were asked. 0 to 1; null when nobody was.</summary>
    public double? Rr1 => Asked == 0 ? null : (double)Complete / Asked;

    /// <summary>RR2: as <see cref="Rr1"/>, partial answers counted in. 0 to 1; null when nobody was asked.</summary>
    public double? Rr2 => Asked == 0 ? null : (double)(Complete + Partial) / Asked;

    /// <summary>Complete answers among the mails that were delivered. 0 to 1; null when none was.</summary>
    public double? ByDelivered => Delivered == 0 ? null : (double)Complete / Delivered;
}
