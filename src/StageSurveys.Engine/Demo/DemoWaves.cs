using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Programmes;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Demo;

/// <summary>
/// Makes two programmes of the relationship surveys that the demo's accounts were asked: each of the last four periods of an account is a wave with its list, and the next one is to
/// come. Who was not asked in a round was left out by the account manager.
/// </summary>
public sealed class DemoWaves
{
    /// <summary>Waves of each account that are over.</summary>
    public const int Rounds = 4;

    private static readonly WaveRhythm Rhythm = new(EveryMonths: 4, null);

    // The period that follows them begins in so many days.
    private const int BeginsIn = 12;
    private static readonly string[] Excuses = [LeftOut.Away, LeftOut.Issue, LeftOut.Asked, LeftOut.Other];

    private readonly DemoRandom random;
    private readonly DateTimeOffset now;
    private readonly List<Wave> waves = [];
    private readonly List<WaveContact> lists = [];
    private readonly List<TouchpointEvent> events = [];
    private readonly List<Invitation> invitations = [];

    private DemoWaves(DemoRandom random, DateTimeOffset now) => (this.random, this.now) = (random, now);

    public IReadOnlyList<Programme> Programmes { get; private set; } = [];
    public IReadOnlyList<ProgrammeAccount> Members { get; private set; } = [];
    public IReadOnlyList<Trigger> Triggers { get; private set; } = [];
    public IReadOnlyList<Wave> Waves => waves;
    public IReadOnlyList<WaveContact> Lists => lists;

    /// <summary>Of contacts who were left out; the others are the accounts' own, which now know their wave.</summary>
    public IReadOnlyList<TouchpointEvent> Events => events;
    public IReadOnlyList<Invitation> Invitations => invitations;

    internal static DemoWaves Make(DemoRandom random, DemoWorkspace workspace, DemoAccounts business)
    {
        var made = new DemoWaves(random, workspace.Now);
        (LocalText Name, int Notice, Unapproved Unapproved)[] kinds =
            [(new("Baromètre relationnel", "Relationship barometer"), 45, Unapproved.Wait), (new("Bilan de compte", "Account review"), 40, Unapproved.Go)];
        made.Triggers = [.. kinds.Select(_ => new Trigger
        {
            Id = random.Key(workspace.Founded), TouchpointId = business.Trigger.TouchpointId, SurveyId = business.Trigger.SurveyId, ExpiryDays = business.Trigger.ExpiryDays, ReminderCount = 1, ReminderDays = 7,
            ForWaves = true, CreatedAt = workspace.Founded,
        })];
        made.Programmes = [.. kinds.Select((x, at) => new Programme
        {
            Id = random.Key(workspace.Founded), Name = x.Name, SurveyId = business.Trigger.SurveyId, TouchpointId = business.Trigger.TouchpointId, TriggerId = made.Triggers[at].Id, EveryMonths = Rhythm.EveryMonths,
            StartsOn = First(workspace.Now), TimeZone = "Europe/Paris", NoticeDays = x.Notice, Unapproved = x.Unapproved, CreatedAt = workspace.Founded, CreatedBy = "Atelier Nord", PlannedAt = workspace.Now,
        })];
        made.Members = [.. business.Accounts.Select((x, at) => new ProgrammeAccount { ProgrammeId = made.Programmes[at % 2].Id, AccountId = x.Id })];
        made.Fill(business);
        return made;
    }

    /// <summary>The last periods that are over or nearly so, seen from a moment; the next one begins in some days.</summary>
    internal static IReadOnlyList<WavePeriod> PastPeriods(DateTimeOffset now) =>
        [.. WaveCalendar.Periods(Rhythm, First(now), First(now), WaveCalendar.StartOf(Rhythm, First(now), Rounds + 1))];

    private static DateOnly First(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(BeginsIn).AddMonths(-Rounds * Rhythm.EveryMonths!.Value);

    private void Fill(DemoAccounts business)
    {
        var lines = business.Invitations.ToDictionary(x => x.EventId);
        var customers = business.Customers.ToDictionary(x => x.Id);
        var asked = business.Events.ToLookup(x => x.CustomerId);
        var contacts = business.Contacts.ToLookup(x => x.AccountId);
        for (var i = 0; i < business.Accounts.Count; i++)
        {
            var (account, programme) = (business.Accounts[i], Programmes[i % 2]);
            foreach (var period in WaveCalendar.Periods(programme.Rhythm, programme.StartsOn, programme.StartsOn, DateOnly.FromDateTime(Horizon.UtcDateTime)))
            {
                var round = contacts[account.Id].SelectMany(x => asked[x.CustomerId]).Where(x => DateOnly.FromDateTime(x.OccurredAt.UtcDateTime) is var day && day >= period.Start && day < period.End).ToList();
                if (round.Count > 0) Past(programme, account, period, round, [.. contacts[account.Id].Where(x => x.LeftAt is null || x.LeftAt > round[0].OccurredAt)], lines, customers);
                else if (period.Start > DateOnly.FromDateTime(now.UtcDateTime)) ToCome(programme, account, period, [.. contacts[account.Id].Where(x => x.LeftAt is null)]);
            }
        }
    }

    private void Past(Programme programme, Account account, WavePeriod period, List<TouchpointEvent> round, List<AccountContact> contacts, Dictionary<Guid, Invitation> lines, Dictionary<Guid, Customer> customers)
    {
        var at = round.Min(x => x.OccurredAt);
        var wave = NewWave(programme, account, period, at, at.AddDays(-90));
        (wave.State, wave.Version, wave.AnnouncedAt, wave.StartedAt) = (WaveState.Done, 2, at.AddDays(-programme.NoticeDays), at);
        (wave.ApprovedBy, wave.ApprovedByName, wave.ApprovedAt) = (account.ManagerId, account.ManagerName ?? "", at.AddDays(-random.Whole(1, 6)));
        (wave.ChangedBy, wave.ChangedAt) = (wave.ApprovedByName, wave.ApprovedAt);
        if (random.Chance(0.25)) (wave.Note, wave.NoteBy) = ("Merci pour ces derniers mois : votre retour nous aide à préparer la suite ensemble.".Replace(" :", "\u00A0:", StringComparison.Ordinal), wave.ApprovedByName);
        foreach (var cause in round)
        {
            var line = lines[cause.Id];
            cause.WaveId = line.WaveId = wave.Id;
            line.TriggerId = programme.TriggerId;
            if (line.Disposition is Disposition.Sent) wave.State = WaveState.Started;
            Enlist(wave, contacts.Single(x => x.CustomerId == cause.CustomerId), "");
        }

        foreach (var contact in contacts.Where(x => round.All(cause => cause.CustomerId != x.CustomerId)))
        {
            var reason = random.Pick(Excuses);
            var customer = customers[contact.CustomerId];
            Enlist(wave, contact, reason);
            var cause = new TouchpointEvent
            {
                Id = random.Key(at),
                EventKey = $"wave:{wave.Id}:{customer.Id}",
                TouchpointId = programme.TouchpointId,
                CustomerId = customer.Id,
                OccurredAt = at,
                ReceivedAt = at,
                PlannedAt = at,
                Source = "demo",
                WaveId = wave.Id,
            };
            events.Add(cause);
            invitations.Add(new Invitation
            {
                Id = random.Key(at),
                EventId = cause.Id,
                TriggerId = programme.TriggerId,
                WaveId = wave.Id,
                TouchpointId = programme.TouchpointId,
                CustomerId = customer.Id,
                PersonaId = customer.PersonaId,
                PersonaRuleSetVersion = 1,
                Locale = customer.Locale[..2],
                Disposition = Disposition.Suppressed,
                Reason = Reasons.LeftOut + reason,
                DispositionAt = at,
                CreatedAt = at,
                DueAt = at,
                ExpiresAt = at,
            });
        }
    }

    // Waves are planned for a period ahead.
    private DateTimeOffset Horizon => now.AddDays(Rhythm.MostDays + BeginsIn);

    private void ToCome(Programme programme, Account account, WavePeriod period, List<AccountContact> contacts)
    {
        var at = WaveCalendar.Moment(WaveCalendar.Day(account.Id, period), programme.SendAtHour, TimeZoneInfo.FindSystemTimeZoneById(programme.TimeZone));
        if (at > Horizon) return;
        var wave = NewWave(programme, account, period, at, now);
        // Told of an hour ago; every other one is approved already.
        if (at < now.AddDays(programme.NoticeDays))
        {
            (wave.State, wave.AnnouncedAt) = (WaveState.Announced, now.AddHours(-1));
            if (random.Chance(0.4))
            {
                (wave.State, wave.Version, wave.ApprovedBy, wave.ApprovedByName, wave.ApprovedAt) = (WaveState.Approved, 1, account.ManagerId, account.ManagerName ?? "", now.AddMinutes(-20));
                (wave.ChangedBy, wave.ChangedAt) = (wave.ApprovedByName, wave.ApprovedAt);
            }
        }

        foreach (var contact in contacts) Enlist(wave, contact, "");
    }

    private Wave NewWave(Programme programme, Account account, WavePeriod period, DateTimeOffset at, DateTimeOffset made)
    {
        var wave = new Wave
        {
            Id = random.Key(made),
            ProgrammeId = programme.Id,
            AccountId = account.Id,
            TouchpointId = programme.TouchpointId,
            SurveyId = programme.SurveyId,
            TriggerId = programme.TriggerId,
            Number = period.Number,
            PeriodStart = period.Start,
            StartsAt = at,
            CreatedAt = made,
        };
        waves.Add(wave);
        return wave;
    }

    private void Enlist(Wave wave, AccountContact contact, string leftOut) => lists.Add(new WaveContact
    {
        WaveId = wave.Id,
        CustomerId = contact.CustomerId,
        Included = leftOut.Length == 0,
        LeftOutReason = leftOut,
        Role = contact.Role,
        Influence = contact.Influence,
    });
}
