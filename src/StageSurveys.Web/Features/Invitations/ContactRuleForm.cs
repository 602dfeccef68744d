using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Personas;
using StageSurveys.Web.Features.Touchpoints;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>An attribute to choose in a condition.</summary>
public sealed record AttributeChoice(string Key, string Text, AttributeKind Kind);

/// <summary>A contact rule as a form. Numbers are texts, so that what cannot be read is shown again as it was typed.</summary>
public sealed class ContactRuleForm
{
    /// <summary>Rows of conditions on offer.</summary>
    public const int ConditionRows = 4;

    /// <summary>Places in the order of surveys on offer.</summary>
    public const int OrderRows = 5;

    public Guid? RuleId { get; set; }
    public ContactRuleKind Kind { get; set; }
    public string? NameFr { get; set; }
    public string? NameEn { get; set; }
    public string? ReasonFr { get; set; }
    public string? ReasonEn { get; set; }
    public bool IsActive { get; set; } = true;
    public Guid[] Surveys { get; set; } = [];
    public int? Count { get; set; }
    public int? Days { get; set; }
    public WhenOver Over { get; set; }
    public int? WaitDays { get; set; }
    public int? RareDays { get; set; }
    public bool CountsReminders { get; set; }
    public string? SharePercent { get; set; }
    public string? FromTime { get; set; }
    public string? UntilTime { get; set; }
    public int[] Weekdays { get; set; } = [];
    public bool Except { get; set; }
    public Guid[] Personas { get; set; } = [];
    public bool Any { get; set; }
    public string?[] Attributes { get; set; } = [];
    public string?[] Operators { get; set; } = [];
    public string?[] Values { get; set; } = [];
    public Guid?[] Order { get; set; } = [];
    public bool Each { get; set; }

    [BindNever] public IReadOnlyList<Choice> AllSurveys { get; set; } = [];
    [BindNever] public IReadOnlyList<Choice> AllPersonas { get; set; } = [];
    [BindNever] public IReadOnlyList<AttributeChoice> AllAttributes { get; set; } = [];
    [BindNever] public IReadOnlyList<ContactRuleChangeLine> History { get; set; } = [];
    [BindNever] public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>A new rule of a kind, with numbers that make sense.</summary>
    public static ContactRuleForm New(ContactRuleKind kind, LocalText name, LocalText reason)
    {
        var form = new ContactRuleForm { Kind = kind, NameFr = name.Fr, NameEn = name.En, ReasonFr = reason.Fr, ReasonEn = reason.En };
        form.Take(kind switch
        {
            ContactRuleKind.GapAnySurvey => new() { Days = 7, Over = WhenOver.Wait, WaitDays = 7 },
            ContactRuleKind.GapSameSurvey => new() { Days = 30 },
            ContactRuleKind.MaxPerPerson => new() { Count = 4, Days = 90, RareDays = 180 },
            ContactRuleKind.MaxPerAccount => new() { Count = 10, Days = 30, Over = WhenOver.Wait, WaitDays = 14 },
            ContactRuleKind.MaxPerDay => new() { Count = 5000, Over = WhenOver.Wait, WaitDays = 3 },
            ContactRuleKind.Sampling => new() { Share = 0.5 },
            ContactRuleKind.Hours => new() { FromMinute = 480, UntilMinute = 1200, Weekdays = [1, 2, 3, 4, 5, 6] },
            _ => new(),
        });
        return form;
    }

    public static ContactRuleForm Of(ContactRule rule)
    {
        var form = new ContactRuleForm
        {
            RuleId = rule.Id,
            Kind = rule.Kind,
            NameFr = rule.Name.Fr,
            NameEn = rule.Name.En,
            ReasonFr = rule.Reason.Fr,
            ReasonEn = rule.Reason.En,
            IsActive = rule.IsActive,
        };
        form.Take(ContactLimits.Read(rule.Limits));
        return form;
    }

    /// <summary>The input of the use case; what cannot be read stays null and is refused there.</summary>
    public ContactRuleInput ToInput() => new()
    {
        Id = RuleId,
        Kind = Kind,
        Name = new((NameFr ?? "").Trim(), (NameEn ?? "").Trim()),
        Reason = new((ReasonFr ?? "").Trim(), (ReasonEn ?? "").Trim()),
        IsActive = IsActive,
        Limits = new()
        {
            Surveys = Kind == ContactRuleKind.Priority ? [] : [.. Surveys.Distinct()],
            Count = Count,
            Days = Days,
            Over = Over,
            WaitDays = ContactRuleWords.Waits(Kind) && Over == WhenOver.Wait ? WaitDays : null,
            RareDays = ContactRuleWords.HasRare(Kind) && Over == WhenOver.Drop ? RareDays : null,
            CountsReminders = ContactRuleWords.HasReminders(Kind) && CountsReminders,
            Share = Kind == ContactRuleKind.Sampling ? Numbers.Read(SharePercent?.Replace("%", "", StringComparison.Ordinal)) / 100 : null,
            FromMinute = Kind == ContactRuleKind.Hours ? Minute(FromTime) : null,
            UntilMinute = Kind == ContactRuleKind.Hours ? Minute(UntilTime) is { } until ? until == 0 ? 1440 : until : null : null,
            Weekdays = Kind == ContactRuleKind.Hours ? [.. Weekdays.Distinct()] : [],
            Except = Except,
            Personas = Kind == ContactRuleKind.Personas ? [.. Personas.Distinct()] : [],
            When = Kind == ContactRuleKind.Attributes ? Conditions() : null,
            Order = Kind == ContactRuleKind.Priority ? [.. Order.OfType<Guid>().Distinct()] : [],
            Each = Kind == ContactRuleKind.MaxPerDay && Each,
        },
    };

    /// <summary>The value of a row, or an empty text.</summary>
    public static string At(string?[] values, int row) => row < values.Length ? values[row] ?? "" : "";

    private void Take(ContactLimits limits)
    {
        (Surveys, Count, Days, Over, WaitDays, RareDays, CountsReminders) = (limits.Surveys, limits.Count, limits.Days, limits.Over, limits.WaitDays, limits.RareDays, limits.CountsReminders);
        (Weekdays, Except, Personas, Each) = (limits.Weekdays, limits.Except, limits.Personas, limits.Each);
        SharePercent = limits.Share is { } share ? (100 * share).ToString("0.##", CultureInfo.CurrentCulture) : null;
        (FromTime, UntilTime) = (Time(limits.FromMinute), Time(limits.UntilMinute));
        Order = [.. limits.Order.Select(x => (Guid?)x)];
        if (limits.When is null || limits.Conditions().Value is not { } group) return;
        Any = !group.All;
        var conditions = group.Items.OfType<RuleCondition>().ToList();
        Attributes = [.. conditions.Select(x => x.Attribute)];
        Operators = [.. conditions.Select(x => PersonaRulesJson.SignOf(x.Operator))];
        Values = [.. conditions.Select(x => string.Join(", ", x.Values))];
    }

    private JsonElement? Conditions()
    {
        var items = new JsonArray();
        for (var row = 0; row < Math.Min(Attributes.Length, PersonaRulesJson.MaxConditions); row++)
        {
            if (At(Attributes, row) is not { Length: > 0 } attribute) continue;
            var (sign, value) = (At(Operators, row), At(Values, row).Trim());
            var item = new JsonObject { ["attribute"] = attribute, ["operator"] = sign };
            if (AllAttributes.FirstOrDefault(x => x.Key == attribute) is { } known)
            {
                item["kind"] = known.Kind.ToString();
                // Numbers as they are typed in France.
                if (known.Kind == AttributeKind.Number && sign != "in") value = value.Replace(',', '.');
            }

            if (sign == "in") item["value"] = new JsonArray([.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(x => (JsonNode)x)]);
            else if (value.Length > 0) item["value"] = value;
            items.Add(item);
        }

        return items.Count == 0 ? null : JsonSerializer.SerializeToElement(new JsonObject { [Any ? "any" : "all"] = items });
    }

    private static int? Minute(string? text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.Hour * 60 + time.Minute : null;

    // The field knows no 24:00; the end of a day is its first minute.
    private static string? Time(int? minute) => minute is { } m ? new TimeOnly(m / 60 % 24, m % 60).ToString("HH:mm", CultureInfo.InvariantCulture) : null;
}
