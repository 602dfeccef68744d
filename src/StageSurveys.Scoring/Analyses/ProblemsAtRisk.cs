namespace StageSurveys.Scoring;

/// <summary>What a problem puts at risk (M11).</summary>
/// <param name="Customers">N·f·d.</param>
/// <param name="Money">Customers at risk × value of a customer; null when the value is not known.</param>
/// <param name="Loss">d that was used, 0..1.</param>
/// <param name="Assumed">True when d is an assumption: label it « hypothèse ».</param>
public sealed record AtRisk(double Customers, double? Money, double Loss, bool Assumed);

/// <summary>M11: problems at risk, for one problem and one persona.</summary>
public static class ProblemsAtRisk
{
    /// <summary>d = max(0, share not buying again with the problem − share not buying again without any problem).</summary>
    /// <param name="notAgainWith">Share 0..1 among those who report the problem.</param>
    /// <param name="notAgainWithout">Share 0..1 among those without any problem.</param>
    public static double Loss(double notAgainWith, double notAgainWithout) => Math.Max(0, notAgainWith - notAgainWithout);

    /// <summary>Customers and money at risk.</summary>
    /// <param name="customers">N, customers of the persona.</param>
    /// <param name="reportedShare">f in 0..1, share of respondents who report the problem.</param>
    /// <param name="reporters">How many reported it; under 30 the loss is assumed.</param>
    /// <param name="measuredLoss">d measured by <see cref="Loss"/>; null when it cannot be measured.</param>
    /// <param name="customerValue">Value of a customer in any currency, or null.</param>
    /// <param name="profile">Holds the assumed loss.</param>
    public static AtRisk Of(
        double customers, double reportedShare, long reporters, double? measuredLoss, double? customerValue, ScoringProfile profile)
    {
        var assumed = measuredLoss is null || reporters < profile.LossMeasuredFrom;
        var loss = assumed ? profile.LossWhenAssumed : measuredLoss!.Value;
        var atRisk = customers * reportedShare * loss;
        return new AtRisk(atRisk, atRisk * customerValue, loss, assumed);
    }

    /// <summary>Silent share = 1 − contacted/reporters, in 0..1; null without reporters.</summary>
    public static double? SilentShare(long contacted, long reporters) =>
        reporters > 0 ? Math.Clamp(1 - (double)contacted / reporters, 0, 1) : null;
}
