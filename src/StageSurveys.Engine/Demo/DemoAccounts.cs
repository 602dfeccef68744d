using System.Globalization;
using System.Text.Json.Nodes;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine.Demo;

/// <summary>
/// The business side of the demo: 40 client companies with 200 contacts, three account managers, and relationship surveys three times a year that some answered. Drawn from
/// random numbers of its own, so that the shop stays as it is.
/// </summary>
public sealed class DemoAccounts
{
    /// <summary>Contacts of all companies.</summary>
    public const int ContactCount = 200;

    /// <summary>The touchpoint at which the relationship survey waits.</summary>
    public const string Review = "relationship-review";

    private static readonly (string Role, double Influence, double Gladly)[] Roles =
    [
        (ContactRoles.DecisionMaker, 3, 0.3), (ContactRoles.User, 1, 0.55), (ContactRoles.Finance, 1.5, 0.35), (ContactRoles.Sponsor, 2, 0.4), (ContactRoles.Operations, 1, 0.5),
    ];

    private readonly DemoRandom random;
    private readonly DemoWorkspace workspace;
    private readonly List<Account> accounts = [];
    private readonly List<AccountContact> contacts = [];
    private readonly List<Customer> customers = [];
    private readonly List<TouchpointEvent> events = [];
    private readonly List<Invitation> invitations = [];
    private readonly List<Response> responses = [];

    private DemoAccounts(DemoRandom random, DemoWorkspace workspace) => (this.random, this.workspace) = (random, workspace);

    public Journey Journey { get; private set; } = null!;
    public Trigger Trigger { get; private set; } = null!;
    public IReadOnlyList<AccountManager> Managers { get; private set; } = [];
    public IReadOnlyList<Account> Accounts => accounts;
    public IReadOnlyList<AccountContact> Contacts => contacts;
    public IReadOnlyList<Customer> Customers => customers;
    public IReadOnlyList<TouchpointEvent> Events => events;
    public IReadOnlyList<Invitation> Invitations => invitations;
    public IReadOnlyList<Response> Responses => responses;

    internal static DemoAccounts Make(DemoRandom random, DemoWorkspace workspace)
    {
        var made = new DemoAccounts(random, workspace);
        made.Journey = made.MakeJourney();
        made.Trigger = new Trigger
        {
            Id = random.Key(workspace.Founded),
            TouchpointId = made.Journey.Stages.SelectMany(x => x.Touchpoints).Single(x => x.Key == Review).Id,
            SurveyId = workspace.Surveys.Single(x => x.Key == "b2b-relationship").Id,
            ExpiryDays = 21,
            CreatedAt = workspace.Founded,
        };
        made.Managers = [.. DemoAccountTexts.Managers.Select(x => new AccountManager { Id = random.Key(workspace.Founded), Email = x.Email, Name = x.Name })];
        for (var i = 0; i < DemoAccountTexts.Companies.Length; i++) made.Company(i);
        return made;
    }

    private Journey MakeJourney()
    {
        var at = workspace.Founded.AddMinutes(5);
        var journey = new Journey { Id = random.Key(at), Key = "b2b", Name = new("Clients entreprises", "Business clients"), ChannelStrategy = ChannelStrategy.Omnichannel, CreatedAt = at };
        Dictionary<string, (string Key, LocalText Name, Channel Channel)[]> touchpoints = new()
        {
            ["first-contact"] = [("first-meeting", new("Premier rendez-vous", "First meeting"), Channel.Phone)],
            ["proposal"] = [("quote", new("Devis", "Quote"), Channel.Email)],
            ["go-live"] = [("installation", new("Mise en service", "Going live"), Channel.Partner)],
            ["use"] = [(Review, new("Point sur la relation", "Relationship review"), Channel.Email)],
            ["support"] = [("business-support", new("Support aux entreprises", "Business support"), Channel.Phone)],
            ["renewal"] = [("contract-renewal", new("Renouvellement du contrat", "Renewal of the contract"), Channel.Email)],
        };
        foreach (var template in StageTemplates.All.Single(x => x.Key == "b2b").Stages)
        {
            var stage = new Stage { Id = random.Key(at), JourneyId = journey.Id, Key = template.Key, Name = template.Name, Phase = template.Phase, Position = journey.Stages.Count };
            foreach (var (key, name, channel) in touchpoints[template.Key])
                stage.Touchpoints.Add(new Touchpoint { Id = random.Key(at), StageId = stage.Id, Key = key, Name = name, Channel = channel, IsMandatory = true, IsKeyMoment = key == Review, OwnerTeam = "Grands comptes", OwnerPerson = "Alix Prototype" });
            journey.Stages.Add(stage);
        }

        return journey;
    }

    private void Company(int number)
    {
        var segment = DemoAccountTexts.Segments[number % 3];
        var today = DateOnly.FromDateTime(workspace.Now.UtcDateTime);
        var account = new Account
        {
            Id = random.Key(workspace.Founded),
            Key = $"B2B-{(number + 1).ToString("D3", CultureInfo.InvariantCulture)}",
            Name = DemoAccountTexts.Companies[number],
            Segment = segment,
            ValuePerYear = Math.Round((decimal)Math.Exp(random.Between(number % 3 == 0 ? 10.8 : 8.6, number % 3 == 0 ? 12.6 : 10.9)) / 100) * 100,
            ManagerId = Managers[number % 7 % 3].Id,
            ManagerName = Managers[number % 7 % 3].Name,
            ParentId = number is 17 or 28 ? accounts[number - 9].Id : null,
            RenewsOn = number % 11 == 5 ? null : today.AddDays(random.Whole(-20, 500)),
            Attributes = new JsonObject { ["sites"] = random.Whole(1, 40), ["offer"] = random.Pick(["essentielle", "complète"]) }.ToJsonString(),
            CreatedAt = workspace.Founded,
            UpdatedAt = workspace.Founded,
        };
        accounts.Add(account);
        // Every company was asked in each period, in a week of its own; of every sixth one nobody has answered for a year.
        var silent = number % 6 == 4;
        var mood = random.Between(1.9, 4.6);
        var drift = random.Between(-0.5, 0.45);
        var share = ContactCount / DemoAccountTexts.Companies.Length;
        var periods = DemoWaves.PastPeriods(workspace.Now);
        for (var i = 0; i < share; i++)
        {
            var (role, influence, gladly) = Roles[i];
            var person = Person(number * share + i, account, role);
            contacts.Add(new AccountContact { AccountId = account.Id, CustomerId = person.Id, Role = role, Influence = (decimal)influence, CreatedAt = workspace.Founded, LeftAt = i == 4 && number % 9 == 2 ? workspace.Now.AddDays(-60) : null });
            foreach (var period in periods)
            {
                // Now and then somebody is left out; the user never, so that each wave asks somebody.
                var at = Workday(period.Start.AddDays(number * 4 % 91));
                var leftOut = random.Chance(0.2) && role != ContactRoles.User;
                if (leftOut || contacts[^1].LeftAt < at) continue;
                var unheard = silent && at > workspace.Now.AddDays(-370);
                Ask(person, at.AddHours(random.Between(7, 9)), period.Number, unheard ? 0 : gladly, mood + drift * (period.Number - 1) + random.Normal() * 0.6);
            }
        }
    }

    private static DateTimeOffset Workday(DateOnly day) =>
        new(day.AddDays(day.DayOfWeek switch { DayOfWeek.Saturday => 2, DayOfWeek.Sunday => 1, _ => 0 }).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private Customer Person(int number, Account account, string role)
    {
        var french = number % 3 != 2;
        var (first, last) = DemoCustomers.Name(random, french);
        var person = new Customer
        {
            Id = random.Key(workspace.Founded),
            ExternalId = $"{account.Key}-{(number % 5 + 1).ToString(CultureInfo.InvariantCulture)}",
            Name = $"{first} {last}",
            Email = $"{DemoCustomers.Ascii(first)}.{DemoCustomers.Ascii(last)}.b{number.ToString(CultureInfo.InvariantCulture)}@example.org",
            Locale = french ? "fr-FR" : "en-GB",
            TimeZone = french ? "Europe/Paris" : "Europe/London",
            AccountRef = account.Key,
            Role = role,
            CreatedAt = workspace.Founded,
            UpdatedAt = workspace.Founded,
        };
        customers.Add(person);
        return person;
    }

    private void Ask(Customer person, DateTimeOffset at, int round, double gladly, double mood)
    {
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));
        var cause = new TouchpointEvent
        {
            Id = random.Key(at),
            EventKey = $"demo-review-{round.ToString(CultureInfo.InvariantCulture)}-{person.ExternalId}",
            TouchpointId = Trigger.TouchpointId,
            CustomerId = person.Id,
            OccurredAt = at,
            ReceivedAt = at,
            PlannedAt = at.AddSeconds(1),
            Source = "demo",
        };
        var sent = at.AddSeconds(random.Whole(5, 90));
        var line = new Invitation
        {
            Id = random.Key(at.AddSeconds(1)),
            EventId = cause.Id,
            TriggerId = Trigger.Id,
            TouchpointId = Trigger.TouchpointId,
            CustomerId = person.Id,
            SurveyVersionId = workspace.Versions.Single(x => x.SurveyId == Trigger.SurveyId).Id,
            PersonaId = person.PersonaId,
            PersonaRuleSetVersion = 1,
            Locale = person.Locale[..2],
            CreatedAt = at.AddSeconds(1),
            DueAt = sent,
            SentAt = sent,
            ExpiresAt = sent.AddDays(Trigger.ExpiryDays),
            Attempts = 1,
            TokenHash = random.Bytes(32),
        };
        (line.Disposition, line.DispositionAt) = line.ExpiresAt < workspace.Now ? (Disposition.Expired, line.ExpiresAt.AddSeconds(6)) : (Disposition.Sent, sent);
        events.Add(cause);
        invitations.Add(line);
        var done = sent.AddHours(random.Between(1, 70));
        if (!random.Chance(gladly) || done > workspace.Now.AddMinutes(-5)) return;
        (line.VisitedAt, line.StartedAt, line.CompletedAt) = (done.AddMinutes(-4), done.AddMinutes(-3), done);
        (line.Disposition, line.DispositionAt) = (Disposition.Completed, done);
        responses.Add(new Response
        {
            Id = line.Id,
            InvitationId = line.Id,
            SurveyVersionId = line.SurveyVersionId!.Value,
            TouchpointId = line.TouchpointId,
            CustomerId = line.CustomerId,
            PersonaId = line.PersonaId,
            PersonaRuleSetVersion = 1,
            Locale = line.Locale,
            Answers = Answers(mood, line.Locale).ToJsonString(),
            AnsweredAt = done,
            ReceivedAt = done,
        });
    }

    private JsonObject Answers(double mood, string language)
    {
        mood = Math.Clamp(mood, 1, 5);
        var answers = new JsonObject
        {
            ["nps"] = (int)Math.Clamp(Math.Round(2.4 * mood - 1.6 + random.Normal() * 0.8), 0, 10),
            ["goal"] = mood > 3.3 ? "yes" : mood > 2.3 ? "partly" : "no",
            ["csat"] = (int)Math.Clamp(Math.Round(mood + random.Normal() * 0.3), 1, 5),
            ["ces"] = (int)Math.Clamp(Math.Round(1.4 * mood + random.Normal() * 0.6), 1, 7),
            ["emotion"] = new JsonObject { ["word"] = mood switch { > 4.3 => "delighted", > 3.8 => "confident", > 3.3 => "satisfied", > 2.7 => "neutral", > 2.2 => "impatient", > 1.7 => "annoyed", _ => "disappointed" } },
        };
        if (mood < 3.2 && random.Chance(0.7))
        {
            answers["problems"] = new JsonArray(new JsonObject
            {
                ["problem"] = random.Pick(["delays", "quality", "availability", "follow-up", "invoicing", "clarity"]),
                ["severity"] = (int)Math.Clamp(Math.Round(4.4 - mood), 1, 4),
                ["resolved"] = random.Weighted([("yes", 0.3), ("partly", 0.25), ("no", 0.45)]),
            });
        }
        else if (random.Chance(0.8)) answers["problems"] = "none";
        if (random.Chance(0.4)) answers["comment"] = random.Pick((language == "fr" ? DemoAccountTexts.French : DemoAccountTexts.English)[mood > 3.6 ? "good" : mood > 2.7 ? "mixed" : "bad"]);
        return answers;
    }
}
