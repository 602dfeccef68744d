namespace StageSurveys.Engine.Customers;

/// <summary>
/// Keeps publishing new persona rules apart from storing customers. Without it a customer stored while rules are being published could be
/// assigned by the old rules after everybody else was assigned by the new ones. Held until the transaction ends.
/// </summary>
public static class RulesLock
{
    /// <summary>For who assigns a few customers; many may hold it together.</summary>
    public const string Shared = "SELECT pg_advisory_xact_lock_shared(7301001)";

    /// <summary>For who changes the rules.</summary>
    public const string Exclusive = "SELECT pg_advisory_xact_lock(7301001)";
}
