using System.Text.Json;
using System.Text.Json.Serialization;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>What happens to an invitation that a rule does not let go at its moment.</summary>
public enum WhenOver
{
    /// <summary>Nobody is asked.</summary>
    Drop,

    /// <summary>It waits until the rule lets it go, at most as long as the rule and the survey's expiry allow.</summary>
    Wait,
}

/// <summary>The numbers of a contact rule. A rule uses those of its kind; the others stand at their defaults.</summary>
public sealed record ContactLimits
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Surveys that the rule is about; empty means all. What counts towards a limit does not depend on it, but for the daily maximum.</summary>
    public Guid[] Surveys { get; init; } = [];

    /// <summary>At most so many, 1 or more.</summary>
    public int? Count { get; init; }

    /// <summary>Length of the gap or window in days of 24 hours, 1 to 365.</summary>
    public int? Days { get; init; }
    public WhenOver Over { get; init; }

    /// <summary>The longest wait in days, 1 to 365; null leaves it to the survey's expiry.</summary>
    public int? WaitDays { get; init; }

    /// <summary>
    /// A survey that this person was not asked for during so many days is never dropped by this rule: it waits instead and keeps its place, so that a frequent
    /// survey cannot starve a rare one. Null: no such right.
    /// </summary>
    public int? RareDays { get; init; }

    /// <summary>Reminders count as contacts.</summary>
    public bool CountsReminders { get; init; }

    /// <summary>Share that is asked, above 0 and at most 1.</summary>
    public double? Share { get; init; }

    /// <summary>Minutes of the local day from which mails leave (0 to 1439) and until which (1 to 1440, later than the first).</summary>
    public int? FromMinute { get; init; }
    public int? UntilMinute { get; init; }

    /// <summary>Weekdays on which mails leave, 1 (Monday) to 7.</summary>
    public int[] Weekdays { get; init; } = [];

    /// <summary>All but the personas or conditions, instead of only these.</summary>
    public bool Except { get; init; }
    public Guid[] Personas { get; init; } = [];

    /// <summary>Conditions as persona rules write them: {"all": [...]}.</summary>
    public JsonElement? When { get; init; }

    /// <summary><see cref="When"/> read; faults where it holds no conditions, or such that cannot be read.</summary>
    public Outcome<RuleGroup> Conditions()
    {
        var read = PersonaRulesJson.Read(JsonSerializer.Serialize(new[] { new { persona = "rule", when = When } }));
        return new(read.Value is [{ When: var group }] ? group : null, read.Faults);
    }

    /// <summary>Surveys from the most important to the least; others come after all of them.</summary>
    public Guid[] Order { get; init; } = [];

    /// <summary>The daily maximum holds for every survey by itself, not for their sum.</summary>
    public bool Each { get; init; }

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static ContactLimits Read(string json) => JsonSerializer.Deserialize<ContactLimits>(json, Json) ?? new();
}
