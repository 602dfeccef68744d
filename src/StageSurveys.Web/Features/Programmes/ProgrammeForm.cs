using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Programmes;
using StageSurveys.Engine.Touchpoints;
using StageSurveys.Web.Features.Invitations;
using StageSurveys.Web.Features.Touchpoints;

namespace StageSurveys.Web.Features.Programmes;

/// <summary>A programme as a form.</summary>
public sealed class ProgrammeForm
{
    /// <summary>Rows of conditions on offer.</summary>
    public const int ConditionRows = 4;

    /// <summary>So many accounts are listed to be ticked; where there are more, a rule takes them, or their keys are written down.</summary>
    public const int MostListed = 300;

    public string? NameFr { get; set; }
    public string? NameEn { get; set; }
    public Guid SurveyId { get; set; }
    public Guid TouchpointId { get; set; }

    /// <summary>"1", "3", "6", "12" months, or "weeks".</summary>
    public string? Every { get; set; } = "3";
    public int? Weeks { get; set; } = 4;
    public bool ByRule { get; set; }
    public bool Any { get; set; }
    public string?[] Attributes { get; set; } = [];
    public string?[] Operators { get; set; } = [];
    public string?[] Values { get; set; } = [];
    public Guid[] AccountIds { get; set; } = [];

    /// <summary>Keys of accounts, one a line.</summary>
    public string? Keys { get; set; }
    public string[] Roles { get; set; } = [];
    public DateOnly? StartsOn { get; set; }
    public string? TimeZone { get; set; }
    public int? SendAtHour { get; set; } = 9;
    public int? NoticeDays { get; set; } = 7;
    public Unapproved Unapproved { get; set; } = Unapproved.Wait;
    public int? ExpiryDays { get; set; } = 21;
    public int? ReminderCount { get; set; } = 1;
    public int? ReminderDays { get; set; } = 7;

    [BindNever] public Guid? ProgrammeId { get; set; }
    [BindNever] public IReadOnlyList<Choice> AllSurveys { get; set; } = [];
    [BindNever] public IReadOnlyList<Choice> AllTouchpoints { get; set; } = [];

    /// <summary>Null where there are too many to list.</summary>
    [BindNever] public IReadOnlyList<Choice>? AllAccounts { get; set; }
    [BindNever] public IReadOnlyList<AttributeChoice> AllAttributes { get; set; } = [];

    public static ProgrammeForm Of(Programme programme, Trigger trigger, IReadOnlyList<Guid> accounts, IReadOnlyList<string> keys)
    {
        var form = new ProgrammeForm
        {
            ProgrammeId = programme.Id,
            NameFr = programme.Name.Fr,
            NameEn = programme.Name.En,
            SurveyId = programme.SurveyId,
            TouchpointId = programme.TouchpointId,
            Every = programme.EveryMonths?.ToString(CultureInfo.InvariantCulture) ?? "weeks",
            Weeks = programme.EveryWeeks ?? 4,
            ByRule = programme.AccountRule is not null,
            AccountIds = [.. accounts],
            Keys = string.Join('\n', keys),
            Roles = programme.Roles,
            StartsOn = programme.StartsOn,
            TimeZone = programme.TimeZone,
            SendAtHour = programme.SendAtHour,
            NoticeDays = programme.NoticeDays,
            Unapproved = programme.Unapproved,
            ExpiryDays = trigger.ExpiryDays,
            ReminderCount = trigger.ReminderCount,
            ReminderDays = trigger.ReminderDays,
        };
        if (programme.AccountRule is not { } json || AccountRule.Read(json).Value is not { } rule) return form;
        var conditions = rule.Items.OfType<RuleCondition>().ToList();
        form.Any = !rule.All;
        form.Attributes = [.. conditions.Select(x => x.Attribute)];
        form.Operators = [.. conditions.Select(x => PersonaRulesJson.SignOf(x.Operator))];
        form.Values = [.. conditions.Select(x => string.Join(", ", x.Values))];
        return form;
    }

    /// <summary>The input of the use case; what cannot be read is left to be refused there.</summary>
    /// <param name="keyed">Ids of the accounts whose keys were written down.</param>
    public ProgrammeInput ToInput(IReadOnlyList<Guid> keyed) => new()
    {
        Id = ProgrammeId,
        Name = new((NameFr ?? "").Trim(), (NameEn ?? "").Trim()),
        SurveyId = SurveyId,
        TouchpointId = TouchpointId,
        EveryMonths = Every != "weeks" && int.TryParse(Every, NumberStyles.None, CultureInfo.InvariantCulture, out var months) ? months : null,
        EveryWeeks = Every == "weeks" ? Weeks : null,
        AccountRule = ByRule ? Rule() : null,
        AccountIds = ByRule ? [] : [.. AccountIds.Concat(keyed).Distinct()],
        Roles = Roles,
        StartsOn = StartsOn ?? default,
        TimeZone = TimeZone ?? "",
        SendAtHour = SendAtHour ?? -1,
        NoticeDays = NoticeDays ?? -1,
        Unapproved = Enum.IsDefined(Unapproved) ? Unapproved : Unapproved.Wait,
        ExpiryDays = ExpiryDays ?? 0,
        ReminderCount = ReminderCount ?? 0,
        ReminderDays = ReminderDays ?? 0,
    };

    private string Rule()
    {
        var items = new JsonArray();
        for (var row = 0; row < Math.Min(Attributes.Length, AccountRule.MaxConditions + 1); row++)
        {
            if (ContactRuleForm.At(Attributes, row) is not { Length: > 0 } attribute) continue;
            var (sign, value) = (ContactRuleForm.At(Operators, row), ContactRuleForm.At(Values, row).Trim());
            var kind = AllAttributes.FirstOrDefault(x => x.Key == attribute)?.Kind ?? AttributeKind.Text;
            var item = new JsonObject { ["attribute"] = attribute, ["operator"] = sign, ["kind"] = kind.ToString() };
            if (kind == AttributeKind.Number && sign != "in") value = value.Replace(',', '.').Replace("\u00A0", "", StringComparison.Ordinal).Replace("\u202F", "", StringComparison.Ordinal);
            if (sign == "in") item["value"] = new JsonArray([.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(x => (JsonNode)x)]);
            else if (value.Length > 0) item["value"] = value;
            items.Add(item);
        }

        return JsonSerializer.Serialize(new JsonObject { [Any ? "any" : "all"] = items });
    }
}
