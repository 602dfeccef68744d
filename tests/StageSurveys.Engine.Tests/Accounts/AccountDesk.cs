using StageSurveys.Contracts;
using StageSurveys.Engine.Accounts;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Accounts;

/// <summary>A database of the test's own with accounts on it.</summary>
public sealed class AccountDesk : IAsyncDisposable
{
    private AccountDesk(TestDatabase database) => (Database, Engine) = (database, EngineHost.Build(database));

    public TestDatabase Database { get; }
    public EngineHost Engine { get; }

    public static async Task<AccountDesk> OpenAsync() => new(await TestDatabase.CreateAsync());

    public T Get<T>() where T : notnull => Engine.Get<T>();

    /// <summary>An account manager, told to the engine as the sign-in page does.</summary>
    public async Task<Guid> ManagerAsync(string name)
    {
        var id = Guid.CreateVersion7();
        await Get<NameManager>().RunAsync(id, $"{name}@example.org", name, default);
        return id;
    }

    public async Task<Guid> AccountAsync(string key, string? manager = null, decimal? value = null, string? parent = null, DateOnly? renewsOn = null)
    {
        var saved = await Get<SaveAccount>().RunAsync(null, new AccountInput { Key = key, Name = key.ToUpperInvariant(), Manager = manager, ValuePerYear = value, Parent = parent, RenewsOn = renewsOn }, default);
        Assert.True(saved.Ok, string.Join("; ", saved.Faults.Select(x => x.InEnglish)));
        return saved.Value;
    }

    public async Task<Guid> ContactAsync(string account, string id, string role = "user", decimal influence = 1)
    {
        var stored = await Get<StoreContacts>().RunAsync([new ContactInput(account, new CustomerMessage { Id = id, Email = $"{id}@example.org", Name = id }) { Role = role, Influence = influence }], default);
        Assert.Null(stored[0].Fault);
        return stored[0].CustomerId!.Value;
    }

    /// <summary>Contacts as "account customer role influence", with "left" where somebody has; sorted.</summary>
    public Task<List<string>> ContactsAsync() => QueryAsync<string>(
        """
        SELECT concat_ws(' ', a.key, c.external_id, k.role, k.influence::float8, CASE WHEN k.left_at IS NOT NULL THEN 'left' END)
        FROM account_contacts k JOIN accounts a ON a.id = k.account_id JOIN customers c ON c.id = k.customer_id ORDER BY 1
        """);

    public async Task<List<T>> QueryAsync<T>(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Database.DisposeAsync();
    }
}
