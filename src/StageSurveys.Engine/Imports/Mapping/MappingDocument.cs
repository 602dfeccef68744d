using System.Text.Json;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>What the rows of a file are.</summary>
public enum ImportKind { Customers, Events, Answers, Accounts, Contacts }

/// <summary>How a file is written.</summary>
public enum FileType { Csv, Ndjson }

/// <summary>
/// A mapping: how rows of a file become customers, touchpoint events, answers, accounts or their contacts. JSON, version 1; the README of this folder describes it.
/// Read with <see cref="MappingReader"/>, which says what is wrong by path.
/// </summary>
public sealed record MappingDocument
{
    /// <summary>The only version there is.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Short key; part of the identity of imported answers, so renaming a mapping makes its answers new ones.</summary>
    public required string Name { get; init; }
    public required ImportKind Kind { get; init; }
    public FileFormat Format { get; init; } = new();
    public DateReading Dates { get; init; } = new();

    /// <summary>Cells that count as empty everywhere.</summary>
    public IReadOnlySet<string> NoAnswer { get; init; } = new HashSet<string>();
    public IReadOnlyList<JoinedFile> Joins { get; init; } = [];

    /// <summary>Rows that do not meet all of these are left out.</summary>
    public IReadOnlyList<RowCondition> Where { get; init; } = [];
    public required CustomerFields Customer { get; init; }
    public IReadOnlyList<EventFields> Events { get; init; } = [];

    /// <summary>False: imported events are history, nobody is asked about them.</summary>
    public bool Invite { get; init; }
    public AnswerFields? Answer { get; init; }

    /// <summary>Kind accounts.</summary>
    public AccountFields? Account { get; init; }

    /// <summary>Kind contacts.</summary>
    public ContactFields? Contact { get; init; }
    public EnsuredParts Ensure { get; init; } = new();

    /// <summary>The document as it was given.</summary>
    public required string Json { get; init; }

    /// <summary>Every column the mapping reads.</summary>
    public IEnumerable<string> Columns => Where.SelectMany(x => x.Value.Columns)
        .Concat(Joins.SelectMany(x => x.On.Columns))
        .Concat(Customer.Values.SelectMany(x => x.Columns))
        .Concat(Events.SelectMany(x => x.Values).SelectMany(x => x.Columns))
        .Concat(Answer?.Values.SelectMany(x => x.Columns) ?? [])
        .Concat(Account?.Values.SelectMany(x => x.Columns) ?? [])
        .Concat(Contact?.Values.SelectMany(x => x.Columns) ?? [])
        .Distinct(StringComparer.Ordinal);
}

/// <summary>How the bytes are read.</summary>
public sealed record FileFormat
{
    /// <summary>Null: by the file's name (.csv, .ndjson, .jsonl, each also .gz).</summary>
    public FileType? Type { get; init; }

    /// <summary>Null: found in the first line among comma, semicolon, tabulator and bar.</summary>
    public string? Delimiter { get; init; }

    /// <summary>utf-8, utf-16, latin1 or windows-1252.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>False: the columns are called column1, column2…</summary>
    public bool Header { get; init; } = true;
}

/// <summary>A second file whose columns are read as "name.column", found by its key.</summary>
public sealed record JoinedFile(string Name, string File, string Key, MappingValue On, IReadOnlyList<string> Columns, bool Required);

/// <summary>A condition a row must meet. All that is given must hold.</summary>
public sealed record RowCondition(MappingValue Value, IReadOnlySet<string>? In, IReadOnlySet<string>? NotIn, bool? Empty);

/// <summary>Who a row is about.</summary>
public sealed record CustomerFields
{
    public required MappingValue Id { get; init; }
    public MappingValue? Email { get; init; }
    public MappingValue? Name { get; init; }
    public MappingValue? Locale { get; init; }
    public MappingValue? TimeZone { get; init; }
    public MappingValue? Account { get; init; }
    public MappingValue? Role { get; init; }

    /// <summary>By "group.name".</summary>
    public IReadOnlyDictionary<string, MappingValue> Attributes { get; init; } = new Dictionary<string, MappingValue>();

    internal IEnumerable<MappingValue> Values =>
        new[] { Id, Email, Name, Locale, TimeZone, Account, Role }.OfType<MappingValue>().Concat(Attributes.Values);
}

/// <summary>An event that a row tells of; a row whose time is empty tells of none.</summary>
public sealed record EventFields
{
    public required MappingValue Id { get; init; }
    public required MappingValue Touchpoint { get; init; }
    public required MappingValue At { get; init; }
    public IReadOnlyDictionary<string, MappingValue> Context { get; init; } = new Dictionary<string, MappingValue>();

    internal IEnumerable<MappingValue> Values => new[] { Id, Touchpoint, At }.Concat(Context.Values);
}

/// <summary>The answers of a row.</summary>
public sealed record AnswerFields
{
    /// <summary>Key and name of the survey that describes the answers.</summary>
    public required string SurveyKey { get; init; }
    public required LocalText SurveyName { get; init; }

    /// <summary>Identity of the answer within the mapping.</summary>
    public required MappingValue Key { get; init; }
    public required MappingValue At { get; init; }

    /// <summary>Key of the touchpoint for questions that name none.</summary>
    public required string Touchpoint { get; init; }
    public MappingValue? Locale { get; init; }

    /// <summary>Attributes of this row alone, by "group.name": laid over the customer's when the persona of the moment is decided, and not stored.</summary>
    public IReadOnlyDictionary<string, MappingValue> Attributes { get; init; } = new Dictionary<string, MappingValue>();
    public required IReadOnlyList<ImportedQuestion> Questions { get; init; }

    internal IEnumerable<MappingValue> Values =>
        new[] { Key, At, Locale }.OfType<MappingValue>().Concat(Attributes.Values).Concat(Questions.Select(x => x.Value));
}

/// <summary>The account that a row tells of.</summary>
public sealed record AccountFields
{
    public required MappingValue Key { get; init; }
    public MappingValue? Name { get; init; }
    public MappingValue? Segment { get; init; }
    public MappingValue? Value { get; init; }
    public MappingValue? Manager { get; init; }
    public MappingValue? Parent { get; init; }
    public MappingValue? RenewsOn { get; init; }
    public IReadOnlyDictionary<string, MappingValue> Attributes { get; init; } = new Dictionary<string, MappingValue>();

    internal IEnumerable<MappingValue> Values => new[] { Key, Name, Segment, Value, Manager, Parent, RenewsOn }.OfType<MappingValue>().Concat(Attributes.Values);
}

/// <summary>For which account the customer of a row speaks.</summary>
public sealed record ContactFields
{
    public required MappingValue Account { get; init; }
    public MappingValue? Role { get; init; }
    public MappingValue? Influence { get; init; }
    public MappingValue? LeftAt { get; init; }

    internal IEnumerable<MappingValue> Values => new[] { Account, Role, Influence, LeftAt }.OfType<MappingValue>();
}

/// <summary>One question: where its answers stand and what they measure.</summary>
public sealed record ImportedQuestion(
    string Name, MappingValue Value, MeasureKind? Measure, string? Touchpoint, LocalText Title, IReadOnlySet<string> NoAnswer, bool CesTurned);

/// <summary>Parts of the workspace that are made when they are missing and never changed when they are there.</summary>
public sealed record EnsuredParts
{
    public IReadOnlyList<EnsuredJourney> Journeys { get; init; } = [];
    public IReadOnlyList<EnsuredPersona> Personas { get; init; } = [];
    public IReadOnlyList<EnsuredAttribute> Attributes { get; init; } = [];
}

public sealed record EnsuredJourney(string Key, LocalText Name, IReadOnlyList<EnsuredStage> Stages);

public sealed record EnsuredStage(string Key, LocalText Name, Journeys.StagePhase Phase, IReadOnlyList<EnsuredTouchpoint> Touchpoints);

public sealed record EnsuredTouchpoint(string Key, LocalText Name, Journeys.Channel Channel, bool Mandatory, bool KeyMoment, LocalText Goal);

/// <param name="When">The condition of its rule as in a rule set ({"all": […]}); null when no rule is to be made.</param>
public sealed record EnsuredPersona(string Key, LocalText Name, LocalText Description, LocalText Quote, string Colour, JsonElement? When);

public sealed record EnsuredAttribute(string Key, Customers.AttributeKind Kind, LocalText Name);
