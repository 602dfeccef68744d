using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Contracts;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Personas;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Personas;

/// <summary>A database of the test's own with the use cases of customers and personas on it.</summary>
public sealed class People : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private People(TestDatabase database)
    {
        Database = database;
        var collection = new ServiceCollection();
        collection.AddSingleton(TimeProvider.System);
        collection.AddSingleton(database.Source);
        collection.AddDbContextFactory<StageSurveysDb>(options => DataSetup.Configure(options, database.Source));
        collection.AddCustomers();
        collection.AddAccounts();
        collection.AddPersonas();
        services = collection.BuildServiceProvider();
    }

    public TestDatabase Database { get; }

    public static async Task<People> CreateAsync() => new(await TestDatabase.CreateAsync());

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task<Guid> HasPersonaAsync(string key)
    {
        var saved = await Get<SavePersona>().RunAsync(new PersonaInput { Key = key, Name = new LocalText(key, key) }, default);
        Assert.True(saved.Ok);
        await using var db = Database.OpenDb();
        return (await db.Personas.SingleAsync(x => x.Key == key)).Id;
    }

    public async Task<Guid> HasCustomerAsync(string id, string attributes = "{}", string? locale = null, string? account = null)
    {
        var saved = await Get<UpsertCustomers>().RunAsync([Customer(id, attributes) with { Locale = locale, Account = account }], default);
        Assert.Null(saved[0].Fault);
        return saved[0].CustomerId!.Value;
    }

    public async Task PublishAsync(string rules, int seen = 0)
    {
        var published = await Get<PublishPersonaRules>().RunAsync(Rules(rules), seen, "test", default);
        Assert.Empty(published.Faults);
    }

    public async Task<string> PersonaOfAsync(string externalId)
    {
        await using var db = Database.OpenDb();
        return await db.Customers.Where(c => c.ExternalId == externalId).Join(db.Personas, c => c.PersonaId, p => p.Id, (_, p) => p.Key).SingleAsync();
    }

    public async Task<Customer> StoredAsync(string externalId)
    {
        await using var db = Database.OpenDb();
        return await db.Customers.SingleAsync(x => x.ExternalId == externalId);
    }

    public static IReadOnlyList<PersonaRule> Rules(string json)
    {
        var read = PersonaRulesJson.Read(json);
        Assert.Empty(read.Faults);
        return read.Value!;
    }

    public static CustomerMessage Customer(string id, string attributes = "{}") =>
        new() { Id = id, Attributes = JsonDocument.Parse(attributes).RootElement };

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Database.DisposeAsync();
    }
}
