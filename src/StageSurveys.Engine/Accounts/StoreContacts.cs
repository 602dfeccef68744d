using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>A contact as a file or a form tells it.</summary>
/// <param name="Account">Key of the account.</param>
/// <param name="Customer">The person. Company and role stand here beside it: somebody may speak for several companies.</param>
public sealed record ContactInput(string? Account, CustomerMessage Customer)
{
    public const decimal LeastInfluence = 0.10m, MostInfluence = 10m;

    /// <summary>A word that <see cref="ContactRoles"/> knows; others become "other", null keeps what is known.</summary>
    public string? Role { get; init; }

    /// <summary>0.10 to 10; null keeps what is known, 1 for somebody new.</summary>
    public decimal? Influence { get; init; }

    /// <summary>When the person left; null keeps what is known.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>What is wrong with it by itself, apart from the person.</summary>
    public Fault? Fault => string.IsNullOrWhiteSpace(Account) ? new Fault("account", "The key of the account is missing.")
        : Account.Trim().Length > 200 ? new Fault("account", "The text is longer than {0} characters.", 200)
        : !StorableText.Holds(Account) || Account.Any(char.IsControl) ? new Fault("account", "The text holds characters that cannot be stored.")
        : Influence is < LeastInfluence or > MostInfluence ? new Fault("influence", "The influence is a number from {0} to {1}.", "0.10", "10")
        : null;
}

/// <summary>What became of one contact of a batch.</summary>
public sealed record StoredContact(UpsertStatus Status, Guid? CustomerId, Fault? Fault);

/// <summary>
/// Stores a batch of contacts: the people as <see cref="UpsertCustomers"/> does, then for which company they speak. A company that nobody knows yet gets an
/// account of that name. Who had no company before has this one as the first.
/// </summary>
public sealed class StoreContacts(NpgsqlDataSource source, TimeProvider time, UpsertCustomers upsert, AssignContacts assign)
{
    private const string AccountsSql =
        """
        INSERT INTO accounts (id, key, name, created_at, updated_at)
        SELECT gen_random_uuid(), key, key, $2, $2 FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS k (key) ORDER BY key) AS told ON CONFLICT (key) DO NOTHING
        """;

    private const string Told = "unnest($1::uuid[], $2::text[], $3::text[], $4::numeric[], $5::timestamptz[]) AS t (customer_id, key, role, influence, left_at) JOIN accounts a ON a.key = t.key";

    private const string Insert =
        $"""
        INSERT INTO account_contacts (account_id, customer_id, role, influence, left_at, created_at)
        SELECT a.id, t.customer_id, coalesce(t.role, 'other'), coalesce(t.influence, 1), t.left_at, $6 FROM {Told} ORDER BY a.id, t.customer_id
        ON CONFLICT (account_id, customer_id) DO NOTHING RETURNING account_id, customer_id
        """;

    // Only what differs is written: the same file again leaves no trace.
    private const string Update =
        $"""
        UPDATE account_contacts k SET role = coalesce(t.role, k.role), influence = coalesce(t.influence, k.influence), left_at = coalesce(t.left_at, k.left_at)
        FROM {Told} WHERE k.account_id = a.id AND k.customer_id = t.customer_id
            AND (coalesce(t.role, k.role), coalesce(t.influence, k.influence), coalesce(t.left_at, k.left_at)) IS DISTINCT FROM (k.role, k.influence, k.left_at)
        RETURNING k.account_id, k.customer_id
        """;

    private const string First =
        """
        UPDATE customers c SET account_ref = t.key, role = coalesce(t.role, c.role)
        FROM (SELECT DISTINCT ON (customer_id) customer_id, key, role FROM unnest($1::uuid[], $2::text[], $3::text[]) AS t (customer_id, key, role) ORDER BY customer_id, key) AS t
        WHERE c.id = t.customer_id AND coalesce(c.account_ref, '') = ''
        """;

    /// <summary>Stores the batch in a transaction of its own.</summary>
    public async Task<IReadOnlyList<StoredContact>> RunAsync(IReadOnlyList<ContactInput> contacts, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var stored = await RunAsync(contacts, connection, cancel);
        await transaction.CommitAsync(cancel);
        return stored;
    }

    /// <summary>Stores the batch inside the caller's transaction; see <see cref="UpsertCustomers"/> for what that asks of the caller.</summary>
    public async Task<IReadOnlyList<StoredContact>> RunAsync(IReadOnlyList<ContactInput> contacts, NpgsqlConnection connection, CancellationToken cancel)
    {
        var good = contacts.Select((contact, at) => (Contact: contact, At: at)).Where(x => x.Contact.Fault is null).ToList();
        var people = await upsert.RunAsync([.. good.Select(x => x.Contact.Customer with { Account = null, Role = null })], connection, cancel);
        var results = contacts.Select(x => new StoredContact(UpsertStatus.Rejected, null, x.Fault)).ToArray();
        var told = new SortedDictionary<(string Key, Guid Customer), ContactInput>();
        for (var i = 0; i < good.Count; i++)
        {
            results[good[i].At] = new StoredContact(people[i].Status, people[i].CustomerId, people[i].Fault);
            if (people[i].CustomerId is not { } customer) continue;
            var place = (good[i].Contact.Account!.Trim(), customer);
            told[place] = told.TryGetValue(place, out var earlier) ? earlier with
            {
                Role = good[i].Contact.Role ?? earlier.Role,
                Influence = good[i].Contact.Influence ?? earlier.Influence,
                LeftAt = good[i].Contact.LeftAt ?? earlier.LeftAt,
            } : good[i].Contact;
        }

        if (told.Count == 0) return results;
        var (made, changed) = await StoreAsync(connection, told, cancel);
        if (made.Count + changed.Count > 0)
        {
            await using var note = new NpgsqlCommand(AccountToScore.OfCustomers, connection) { Parameters = { new() { Value = told.Keys.Select(x => x.Customer).ToArray() } } };
            await note.ExecuteNonQueryAsync(cancel);
            // The people were put into their personas before they spoke for the company.
            await assign.RunAsync(connection, [.. told.Keys.Select(x => x.Customer).Distinct()], cancel);
        }

        return [.. results.Select((result, i) => result.CustomerId is not { } id ? result : result with { Status = Whole(result.Status, (contacts[i].Account!.Trim(), id)) })];

        UpsertStatus Whole(UpsertStatus person, (string Key, Guid Customer) place) =>
            made.Contains(place) ? UpsertStatus.Created : person == UpsertStatus.Unchanged && changed.Contains(place) ? UpsertStatus.Updated : person;
    }

    private async Task<(HashSet<(string Key, Guid Customer)> Made, HashSet<(string Key, Guid Customer)> Changed)> StoreAsync(
        NpgsqlConnection connection, SortedDictionary<(string Key, Guid Customer), ContactInput> told, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(AccountsSql) { Parameters = { Keys(), new() { Value = now } } },
                new NpgsqlBatchCommand(Insert) { Parameters = { Customers(), Keys(), Roles(), Influences(), Leavings(), new() { Value = now } } },
                new NpgsqlBatchCommand(Update) { Parameters = { Customers(), Keys(), Roles(), Influences(), Leavings() } },
                new NpgsqlBatchCommand(First) { Parameters = { Customers(), Keys(), Roles() } },
                new NpgsqlBatchCommand("SELECT id, key FROM accounts WHERE key = ANY($1)") { Parameters = { Keys() } },
            },
        };
        List<(Guid Account, Guid Customer)>[] found = [[], []];
        Dictionary<Guid, string> accounts = [];
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        foreach (var rows in found)
        {
            while (await reader.ReadAsync(cancel)) rows.Add((reader.GetGuid(0), reader.GetGuid(1)));
            await reader.NextResultAsync(cancel);
        }

        while (await reader.ReadAsync(cancel)) accounts[reader.GetGuid(0)] = reader.GetString(1);
        return (Named(found[0]), Named(found[1]));

        HashSet<(string, Guid)> Named(List<(Guid Account, Guid Customer)> rows) => [.. rows.Select(x => (accounts[x.Account], x.Customer))];
        NpgsqlParameter Keys() => new() { Value = told.Keys.Select(x => x.Key).ToArray() };
        NpgsqlParameter Customers() => new() { Value = told.Keys.Select(x => x.Customer).ToArray() };
        NpgsqlParameter Roles() => new() { Value = told.Values.Select(x => string.IsNullOrWhiteSpace(x.Role) ? null : ContactRoles.Of(x.Role)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
        NpgsqlParameter Influences() => new() { Value = told.Values.Select(x => x.Influence).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric };
        NpgsqlParameter Leavings() => new() { Value = told.Values.Select(x => x.LeftAt?.ToUniversalTime()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
    }
}
