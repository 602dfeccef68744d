namespace StageSurveys.Engine.Journeys;

/// <summary>The checks and refusals that several use cases of the feature share.</summary>
internal static class JourneyFaults
{
    public const int NameLength = 120, GoalLength = 300, OwnerLength = 120;

    public static Fault NoJourney { get; } = new("Journey", "This journey does not exist any more.");

    public static Fault NoStage { get; } = new("Stage", "This stage does not exist any more.");

    public static Fault NoTouchpoint { get; } = new("Touchpoint", "This touchpoint does not exist any more.");

    public static Fault OrderChanged { get; } = new("Order", "Somebody else changed this order meanwhile. Look at it again before you move things.");

    public static LocalText Trimmed(LocalText text) => new((text.Fr ?? "").Trim(), (text.En ?? "").Trim());

    public static IEnumerable<Fault> OfName(LocalText name)
    {
        if (name.IsEmpty) yield return new("NameEn", "Give a name in French or in English.");
        foreach (var (field, text) in new[] { ("NameFr", name.Fr), ("NameEn", name.En) })
        {
            if (text.Length > NameLength) yield return new(field, "A name has at most {0} characters.", NameLength);
            else if (text.Contains('\0', StringComparison.Ordinal)) yield return new(field, "The text holds characters that cannot be stored.");
        }
    }
}
