namespace StageSurveys.Engine.Demo;

/// <summary>The story that the maps tell: how each kind of customer feels at each touchpoint, and how gladly it answers.</summary>
internal static class DemoMoods
{
    private const double Late = -1.75;

    // Mood 1 (awful) to 5 (delighted) of Pressed, Comparer, Loyal, Gift, None, where nothing special happened.
    private static readonly Dictionary<string, double[]> Moods = new()
    {
        ["product-page"] = [3.7, 3.1, 4.2, 3.6, 3.5],
        ["advice"] = [3.2, 4.0, 4.3, 4.0, 3.5],
        ["delivery-choice"] = [2.9, 3.5, 4.0, 3.2, 3.4],
        ["payment"] = [3.4, 3.6, 4.3, 3.4, 3.6],
        ["order-confirmation"] = [4.0, 4.1, 4.4, 4.1, 4.0],
        ["shipping"] = [3.3, 3.8, 4.1, 3.4, 3.6],
        ["tracking"] = [2.9, 3.4, 3.9, 3.0, 3.3],
        ["delivery"] = [3.5, 3.9, 4.4, 3.9, 3.7],
        ["first-use"] = [3.8, 3.6, 4.3, 4.2, 3.8],
        ["support"] = [2.2, 2.5, 3.1, 2.6, 2.4],
        ["return"] = [2.8, 3.0, 3.5, 2.4, 3.0],
        ["review"] = [3.4, 4.0, 4.4, 3.9, 3.6],
        ["loyalty-programme"] = [3.1, 3.5, 4.4, 3.3, 3.4],
        ["newsletter"] = [2.4, 2.9, 3.6, 3.0, 2.9],
        ["targeted-offer"] = [2.9, 3.1, 3.9, 3.3, 3.2],
        ["reward"] = [3.5, 3.6, 4.6, 3.7, 3.6],
        ["birthday"] = [3.8, 3.7, 4.6, 4.3, 3.8],
        ["repurchase"] = [3.9, 3.7, 4.5, 3.8, 3.7],
        ["referral"] = [3.2, 3.4, 4.4, 4.0, 3.5],
        ["testimonial"] = [3.3, 3.9, 4.3, 3.8, 3.5],
    };

    public static double Of(DemoKind kind, string touchpoint, bool late)
    {
        var mood = Moods[touchpoint][(int)kind];
        if (!late) return mood;
        // A late parcel hurts most where it arrives, less where one follows it or calls about it; a regular forgives more.
        var share = touchpoint switch { "delivery" => 1, "tracking" => 0.6, _ => 0.25 };
        return mood + Late * share * (kind == DemoKind.Loyal ? 0.6 : 1);
    }

    /// <summary>Share of people who answer nearly everything.</summary>
    public static double GladShare(DemoKind kind) => 0.9 * Share(kind);

    /// <summary>Share of the invited who answer: much is answered by few, as in any survey; over all people it is the kind's own share.</summary>
    public static double Willingness(DemoKind kind, bool gladly, string touchpoint)
    {
        var glad = GladShare(kind);
        var share = gladly ? Glad : (Share(kind) - Glad * glad) / (1 - glad);
        return touchpoint is "newsletter" or "targeted-offer" ? share * 0.6 : share;
    }

    /// <summary>How much of a touchpoint stays in the memory of it all.</summary>
    public static double Impression(string touchpoint) => touchpoint switch
    {
        "delivery" => 0.5,
        "support" or "return" => 0.4,
        "first-use" => 0.3,
        "payment" => 0.12,
        _ => 0.05,
    };

    private const double Glad = 0.8;

    private static double Share(DemoKind kind) => kind switch { DemoKind.Pressed => 0.17, DemoKind.Comparer => 0.27, DemoKind.Loyal => 0.35, DemoKind.Gift => 0.24, _ => 0.19 };
}
