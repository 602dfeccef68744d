using Npgsql;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>A rule in force, read for evaluation.</summary>
internal sealed record RuleInForce(string Key, ContactRuleKind Kind, ContactLimits Limits)
{
    public string Reason => Reasons.Rule(Key);
}

/// <summary>
/// The contact rules in force, in their order. Opt-outs, the suppression list and a person's own pace are not among them: those hold whatever the rules say.
/// </summary>
internal sealed class ContactPolicy(IReadOnlyList<RuleInForce> rules)
{
    public IReadOnlyList<RuleInForce> Rules => rules;

    public IEnumerable<RuleInForce> Of(params ContactRuleKind[] kinds) => rules.Where(x => kinds.Contains(x.Kind));

    /// <summary>The one that decides between surveys: the first; a second says nothing.</summary>
    public RuleInForce? Priority => Of(ContactRuleKind.Priority).FirstOrDefault();

    /// <summary>People of one client company are judged one after the other.</summary>
    public bool HasAccounts => Of(ContactRuleKind.MaxPerAccount).Any();

    public static async Task<ContactPolicy> ReadAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT key, kind, limits::text FROM contact_rules WHERE is_active AND removed_at IS NULL ORDER BY position, id", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<RuleInForce> found = [];
        while (await reader.ReadAsync(cancel))
            found.Add(new(reader.GetString(0), Enum.Parse<ContactRuleKind>(reader.GetString(1)), ContactLimits.Read(reader.GetString(2))));
        return new ContactPolicy(found);
    }
}
