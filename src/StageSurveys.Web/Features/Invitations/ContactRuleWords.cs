using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>Says contact rules in plain sentences, in the language of the screen.</summary>
public sealed class ContactRuleWords(IStringLocalizer<ContactRulesText> texts, IStringLocalizer<PersonasText> personas)
{
    /// <summary>What a kind of rule is called.</summary>
    public string Kind(ContactRuleKind kind) => kind switch
    {
        ContactRuleKind.Priority => texts["Which survey comes first"],
        ContactRuleKind.Personas => texts["Personas in or out"],
        ContactRuleKind.Attributes => texts["Customers in or out, by what is known of them"],
        ContactRuleKind.Sampling => texts["A sample"],
        ContactRuleKind.GapAnySurvey => texts["Rest between two surveys"],
        ContactRuleKind.GapSameSurvey => texts["Rest for one and the same survey"],
        ContactRuleKind.MaxPerPerson => texts["Maximum for a person"],
        ContactRuleKind.MaxPerAccount => texts["Maximum for a company"],
        ContactRuleKind.Hours => texts["Hours and weekdays"],
        _ => texts["Maximum for a day"],
    };

    /// <summary>What a kind of rule is for.</summary>
    public string About(ContactRuleKind kind) => kind switch
    {
        ContactRuleKind.Priority => texts["When two surveys want the same person, the more important one goes; a less important one that has not left yet gives way."],
        ContactRuleKind.Personas => texts["Ask only some personas, or all but some."],
        ContactRuleKind.Attributes => texts["Ask only customers with certain attributes, or all but these."],
        ContactRuleKind.Sampling => texts["Ask about a share of the events only, drawn at random."],
        ContactRuleKind.GapAnySurvey => texts["So many days between two surveys to one person, whichever they are."],
        ContactRuleKind.GapSameSurvey => texts["So many days before a person gets the same survey again."],
        ContactRuleKind.MaxPerPerson => texts["At most so many surveys to one person within so many days."],
        ContactRuleKind.MaxPerAccount => texts["At most so many surveys to the people of one client company within so many days."],
        ContactRuleKind.Hours => texts["Mails leave at decent hours of the customer’s own time zone and wait until then."],
        _ => texts["At most so many mails leave on one day."],
    };

    /// <summary>The sentences of rules, in their order.</summary>
    public async Task<IReadOnlyList<string>> SentencesAsync(StageSurveysDb db, IReadOnlyList<ContactRule> rules, CancellationToken cancel)
    {
        var surveys = await db.Surveys.AsNoTracking().Select(x => new { x.Id, x.Name }).ToDictionaryAsync(x => x.Id, x => x.Name.Here(), cancel);
        var people = await db.Personas.AsNoTracking().Select(x => new { x.Id, x.Name }).ToDictionaryAsync(x => x.Id, x => x.Name.Here(), cancel);
        var read = rules.Select(x => (x.Kind, Limits: ContactLimits.Read(x.Limits))).ToList();
        var conditions = await new RuleWords(personas).OfAsync(db,
            JsonSerializer.Serialize(read.Where(x => x.Kind == ContactRuleKind.Attributes).Select(x => new { persona = "rule", when = x.Limits.When })), cancel);
        var next = 0;
        return [.. read.Select(x => Sentence(x.Kind, x.Limits, surveys, people, x.Kind == ContactRuleKind.Attributes && next < conditions.Count ? conditions[next++].Text : ""))];
    }

    private string Sentence(ContactRuleKind kind, ContactLimits limits, Dictionary<Guid, string> surveys, Dictionary<Guid, string> people, string conditions)
    {
        string Names(IEnumerable<Guid> ids, Dictionary<Guid, string> names, string between = ", ") => string.Join(between, ids.Where(names.ContainsKey).Select(x => names[x]));
        List<string> said =
        [
            kind switch
            {
                ContactRuleKind.Priority => texts["First {0}, then all other surveys.", Names(limits.Order, surveys, " › ")],
                ContactRuleKind.Personas when limits.Except => texts["Everybody but: {0}.", Names(limits.Personas, people)],
                ContactRuleKind.Personas => texts["Only: {0}.", Names(limits.Personas, people)],
                ContactRuleKind.Attributes when limits.Except => texts["Nobody with: {0}.", conditions],
                ContactRuleKind.Attributes => texts["Only customers with: {0}.", conditions],
                ContactRuleKind.Sampling => texts["{0}% of the events, drawn at random.", (100 * (limits.Share ?? 1)).ToString("0.##", CultureInfo.CurrentCulture)],
                ContactRuleKind.GapAnySurvey => limits.Days == 1 ? texts["A day at least between two surveys to one person."] : texts["{0} days at least between two surveys to one person.", limits.Days ?? 0],
                ContactRuleKind.GapSameSurvey => limits.Days == 1 ? texts["A day at least before the same survey comes again."] : texts["{0} days at least before the same survey comes again.", limits.Days ?? 0],
                ContactRuleKind.MaxPerPerson => texts["{0} at most to one person within {1} days.", limits.Count ?? 0, limits.Days ?? 0],
                ContactRuleKind.MaxPerAccount => texts["{0} at most to the people of one company within {1} days.", limits.Count ?? 0, limits.Days ?? 0],
                ContactRuleKind.Hours => texts["From {0} to {1}, {2}, where the customer lives.", Clock(limits.FromMinute ?? 0), Clock(limits.UntilMinute ?? 1440), Weekdays(limits.Weekdays)],
                _ when limits.Each => texts["{0} mails a day at most for every survey.", (limits.Count ?? 0).ToString("N0", CultureInfo.CurrentCulture)],
                _ => texts["{0} mails a day at most.", (limits.Count ?? 0).ToString("N0", CultureInfo.CurrentCulture)],
            },
        ];
        if (Waits(kind))
            said.Add(limits.Over == WhenOver.Drop ? texts["Whoever is over it is not asked."]
                : limits.WaitDays is { } days ? days == 1 ? texts["It waits a day at most, then nobody is asked."] : texts["It waits {0} days at most, then nobody is asked.", days]
                : texts["It waits until the survey would be over."]);
        if (HasRare(kind) && limits.RareDays is { } rare && limits.Over == WhenOver.Drop)
            said.Add(texts["A survey that the person has not had for {0} days waits instead and keeps its place.", rare]);
        if (limits.CountsReminders) said.Add(texts["Reminders count."]);
        if (kind != ContactRuleKind.Priority && limits.Surveys.Length > 0) said.Add(texts["For {0}.", Names(limits.Surveys, surveys)]);
        return string.Join(' ', said);
    }

    /// <summary>Whether a kind can make an invitation wait instead of dropping it.</summary>
    public static bool Waits(ContactRuleKind kind) => kind is ContactRuleKind.GapAnySurvey or ContactRuleKind.GapSameSurvey or ContactRuleKind.MaxPerPerson
        or ContactRuleKind.MaxPerAccount or ContactRuleKind.MaxPerDay;

    /// <summary>Whether a kind knows the right of rare surveys.</summary>
    public static bool HasRare(ContactRuleKind kind) => kind is ContactRuleKind.GapAnySurvey or ContactRuleKind.MaxPerPerson;

    /// <summary>Whether a kind may count reminders.</summary>
    public static bool HasReminders(ContactRuleKind kind) => Waits(kind) && kind != ContactRuleKind.MaxPerDay;

    private string Weekdays(int[] days) => days.Order().SequenceEqual([1, 2, 3, 4, 5, 6, 7]) ? texts["every day"]
        : string.Join(", ", days.Order().Select(x => CultureInfo.CurrentUICulture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)(x % 7))));

    private static string Clock(int minute) => minute == 1440 ? "24:00" : new TimeOnly(minute / 60, minute % 60).ToString("HH:mm", CultureInfo.InvariantCulture);
}
