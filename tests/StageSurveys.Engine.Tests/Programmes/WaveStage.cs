using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Programmes;
using StageSurveys.Engine.Tests.Invitations.Policy;

namespace StageSurveys.Engine.Tests.Programmes;

/// <summary>Client companies with contacts, a survey that waves can ask at the touchpoint "delivery", and a clock to move. It is a Monday, 10:00 in Paris.</summary>
public sealed class WaveStage : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private WaveStage(PolicyStage policy) => Policy = policy;

    public PolicyStage Policy { get; }
    public Workspace Workspace => Policy.Workspace;
    public StoppedClock Clock => Policy.Clock;
    public T Get<T>() where T : notnull => Policy.Engine.Get<T>();

    public static async Task<WaveStage> OpenAsync() => new(await PolicyStage.OpenAsync());

    /// <summary>A company; its contacts are named "name-1", "name-2" … and are made where they are not there yet.</summary>
    public async Task<Guid> AccountAsync(string key, params (string Customer, string Role)[] contacts)
    {
        await using var db = Policy.Database.OpenDb();
        var account = new Account { Key = key, Name = key, CreatedAt = Clock.Now, UpdatedAt = Clock.Now };
        db.Accounts.Add(account);
        foreach (var (name, role) in contacts)
        {
            var customer = db.Customers.SingleOrDefault(x => x.ExternalId == name);
            if (customer is null)
                db.Customers.Add(customer = new Customer { ExternalId = name, Email = $"{name}@example.org", Name = name, Locale = "fr", AccountRef = key, CreatedAt = Clock.Now, UpdatedAt = Clock.Now });
            db.AccountContacts.Add(new AccountContact { AccountId = account.Id, CustomerId = customer.Id, Role = role, CreatedAt = Clock.Now });
        }

        await db.SaveChangesAsync();
        return account.Id;
    }

    public Task<Guid> CustomerAsync(string name) => Workspace.OneAsync<Guid>("SELECT id FROM customers WHERE external_id = $1", name);

    /// <summary>A monthly programme from today on, of the given accounts.</summary>
    public async Task<Guid> ProgrammeAsync(Unapproved unapproved, IReadOnlyList<Guid> accounts, Func<ProgrammeInput, ProgrammeInput>? change = null)
    {
        var input = new ProgrammeInput
        {
            Name = new LocalText("Relation", "Relationship"),
            SurveyId = Policy.Delivery,
            TouchpointId = Workspace.TouchpointId,
            EveryMonths = 1,
            AccountIds = accounts,
            StartsOn = DateOnly.FromDateTime(Clock.Now.UtcDateTime),
            TimeZone = "Europe/Paris",
            Unapproved = unapproved,
        };
        var saved = await Get<SaveProgramme>().RunAsync(change?.Invoke(input) ?? input, "Ada", None);
        Assert.True(saved.Ok, saved.Ok ? "" : saved.Faults[0].InEnglish);
        return saved.Value;
    }

    /// <summary>The next wave of an account.</summary>
    public async Task<Wave> NextAsync(Guid account)
    {
        await using var db = Policy.Database.OpenDb();
        return db.Waves.Where(x => x.AccountId == account && x.StartsAt > Clock.Now).OrderBy(x => x.StartsAt).First();
    }

    public async Task<Wave> WaveAsync(Guid id)
    {
        await using var db = Policy.Database.OpenDb();
        return db.Waves.Single(x => x.Id == id);
    }

    /// <summary>What the timer does at this moment.</summary>
    public async Task TickAsync()
    {
        await Get<AnnounceWaves>().RunAsync(None);
        await Get<StartWaves>().RunAsync(None);
        await Get<WatchWaves>().RunAsync(None);
    }

    /// <summary>Moves the clock to a moment and does what is to be done then.</summary>
    public async Task AtAsync(DateTimeOffset moment)
    {
        Clock.Now = moment;
        await TickAsync();
    }

    /// <summary>Plans what the waves have written.</summary>
    public Task PlanLinesAsync() => Policy.PlanAsync();

    /// <summary>"name:Planned", "name:Suppressed:left-out:away" … of a wave, sorted.</summary>
    public Task<List<string>> LinesAsync(Guid wave) => Workspace.QueryAsync<string>("""
        SELECT concat_ws(':', c.external_id, i.disposition, NULLIF(i.reason, '')) FROM invitations i JOIN customers c ON c.id = i.customer_id WHERE i.wave_id = $1 ORDER BY 1
        """, wave);

    public Task<LedgerSheet> LedgerAsync(Guid wave) => Get<Ledger>().RunAsync(new LedgerFilter(Waves: [wave]), None);

    public ValueTask DisposeAsync() => Policy.DisposeAsync();
}
