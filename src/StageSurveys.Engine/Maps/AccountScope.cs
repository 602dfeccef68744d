using Npgsql;
using NpgsqlTypes;

namespace StageSurveys.Engine.Maps;

/// <summary>The companies that a scope is limited to.</summary>
/// <param name="Asked">Key or name of the company that was asked for; null when only a segment was.</param>
/// <param name="Key">Its key; null when there is none, so that nothing counts.</param>
/// <param name="Name">Its name.</param>
/// <param name="Segment">The segment that was asked for.</param>
/// <param name="Ids">Every company whose answers count: none for a company outside the segment.</param>
/// <param name="Beside">The segment whose companies add up to what is shown of it; null for a company in none.</param>
public sealed record AccountScope(string? Asked, string? Key, string? Name, string? Segment, Guid[] Ids, string? Beside)
{
    /// <summary>The fault to tell when there is no such company or segment; else null.</summary>
    public Fault? Unknown =>
        Asked is not null && Key is null ? new Fault("account", "There is no account “{0}”.", Asked)
        : Segment is not null && Asked is null && Ids.Length == 0 ? new Fault("segment", "There is no segment “{0}”.", Segment)
        : null;

    /// <summary>True where whole segments stand beside each other, false where companies of one do.</summary>
    internal bool BySegment => Asked is null;
}

/// <summary>Finds the companies that a scope names: one by its key, or by its name or a part of it where only one bears it, or all of a segment; put away or not, since answers stay.</summary>
public sealed class AccountScopes(NpgsqlDataSource source)
{
    /// <summary>Null where the scope names none.</summary>
    internal async Task<AccountScope?> RunAsync(MapScope scope, CancellationToken cancel)
    {
        if (scope.Account is null && scope.Segment is null) return null;
        if (scope.Account is not { } asked) return new AccountScope(null, null, null, scope.Segment, await OfSegmentAsync(scope.Segment!, cancel), scope.Segment);
        var found = await NamedAsync("key = $1", asked, cancel);
        if (found.Count == 0) found = await NamedAsync("lower(name) = lower($1)", asked, cancel);
        if (found.Count == 0 && !scope.Exact && SearchPattern.Containing(asked) is { } part) found = await NamedAsync("name ILIKE $1", part, cancel);
        return found is [var (id, key, name, segment)]
            ? new AccountScope(asked, key, name, scope.Segment, scope.Segment is null || scope.Segment == segment ? [id] : [], segment)
            : new AccountScope(asked, null, null, scope.Segment, [], null);
    }

    private async Task<List<(Guid Id, string Key, string Name, string? Segment)>> NamedAsync(string named, string asked, CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"SELECT id, key, name, segment FROM accounts WHERE {named} LIMIT 2");
        command.Parameters.Add(new() { Value = asked, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<(Guid, string, string, string?)> found = [];
        while (await reader.ReadAsync(cancel)) found.Add((reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return found;
    }

    private async Task<Guid[]> OfSegmentAsync(string segment, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT id FROM accounts WHERE segment = $1 ORDER BY id");
        command.Parameters.Add(new() { Value = segment });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Guid> ids = [];
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return [.. ids];
    }
}

/// <summary>
/// Whose an answer is, as SQL: the answer to a wave belongs to the company that the wave asked, any other to every company that the customer is a contact of, those
/// that the customer has left too. Who speaks for one company alone, nearly everybody, needs no look at waves. Contacts are few beside customers, so what belongs is
/// read from the contacts on, by the index of scores over customers.
/// </summary>
internal static class Belonging
{
    /// <summary>Scores s of the companies with these ids (a parameter), to stand behind FROM.</summary>
    public static string Scores(string ids) =>
        $"(SELECT DISTINCT customer_id FROM account_contacts WHERE account_id = ANY({ids})) contact JOIN response_scores s ON s.customer_id = contact.customer_id AND {AskedFor("s.response_id", "s.customer_id", $"<> ALL({ids})")}";

    /// <summary>True of an answer that belongs to one of these companies.</summary>
    public static string Holds(string response, string customer, string ids) =>
        $"(EXISTS (SELECT FROM account_contacts k WHERE k.customer_id = {customer} AND k.account_id = ANY({ids})) AND {AskedFor(response, customer, $"<> ALL({ids})")})";

    /// <summary>True of an answer of a contact that no wave of another company asked for.</summary>
    /// <param name="another">The comparison that is true of another company's id.</param>
    public static string AskedFor(string response, string customer, string another) =>
        $"""
        (NOT EXISTS (SELECT FROM account_contacts o WHERE o.customer_id = {customer} AND o.account_id {another})
         OR NOT EXISTS (SELECT FROM invitations w_i JOIN waves w ON w.id = w_i.wave_id WHERE w_i.id = {response} AND w.account_id {another}))
        """;
}
