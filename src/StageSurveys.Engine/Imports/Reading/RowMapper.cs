using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>What a row says, ready to be stored.</summary>
/// <param name="Customer">Who it is about.</param>
public sealed record RowContent(CustomerMessage Customer)
{
    /// <summary>The events it tells of (kind events).</summary>
    public IReadOnlyList<TouchpointEventMessage> Events { get; init; } = [];

    /// <summary>The answers it holds (kind answers).</summary>
    public RowAnswer? Answer { get; init; }

    /// <summary>The account it tells of (kind accounts); there is no customer then.</summary>
    public AccountInput? Account { get; init; }

    /// <summary>For whom the customer speaks (kind contacts).</summary>
    public ContactInput? Contact { get; init; }
}

/// <summary>The answers of one row.</summary>
/// <param name="Key">Identity within the mapping.</param>
/// <param name="Attributes">Grouped attributes of this row alone, for the persona of the moment.</param>
public sealed record RowAnswer(string Key, DateTimeOffset At, string Locale, JsonElement Answers, JsonObject Attributes);

/// <summary>Applies a mapping to rows. Wrong cells refuse the row; a row that a condition leaves out gives null.</summary>
public sealed class RowMapper(MappingDocument mapping, DateTimeOffset now)
{
    private static readonly DateTimeOffset Oldest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SurveyDefinition? definition = mapping.Answer is null ? null : SurveyDefinition.Parse(ImportedSurvey.Definition(mapping.Answer));

    public RowContent? Run(RowReading row)
    {
        if (!mapping.Where.All(x => Holds(x, row))) return null;
        if (mapping.Kind == ImportKind.Accounts) return new RowContent(new CustomerMessage()) { Account = Account(row, mapping.Account!) };
        var customer = Customer(row);
        return mapping.Kind switch
        {
            ImportKind.Events => Events(row, customer),
            ImportKind.Answers => Answer(row, mapping.Answer!) is { } answer ? new RowContent(customer) { Answer = answer } : null,
            ImportKind.Contacts => new RowContent(customer) { Contact = Contact(row, customer, mapping.Contact!) },
            _ => new RowContent(customer),
        };
    }

    private static bool Holds(RowCondition condition, RowReading row)
    {
        var value = condition.Value.Text(row);
        return (condition.Empty is null || condition.Empty == value is null)
            && (condition.In is null || (value is not null && condition.In.Contains(value)))
            && (condition.NotIn is null || value is null || !condition.NotIn.Contains(value));
    }

    private CustomerMessage Customer(RowReading row)
    {
        var fields = mapping.Customer;
        var id = fields.Id.Text(row, whole: true);
        if (id is null) row.Refuse(new Fault(fields.Id.Field, "The id of the customer is missing."));
        return new CustomerMessage
        {
            Id = id,
            Email = fields.Email?.Text(row),
            Name = fields.Name?.Text(row),
            Locale = fields.Locale?.Text(row),
            TimeZone = fields.TimeZone?.Text(row),
            Account = fields.Account?.Text(row),
            Role = fields.Role?.Text(row),
            Attributes = fields.Attributes.Count == 0 ? null : JsonSerializer.SerializeToElement(Grouped(row, fields.Attributes)),
        };
    }

    private static AccountInput Account(RowReading row, AccountFields fields)
    {
        var account = new AccountInput
        {
            Key = fields.Key.Text(row, whole: true),
            Name = fields.Name?.Text(row),
            Segment = fields.Segment?.Text(row),
            ValuePerYear = fields.Value?.Number(row),
            Manager = fields.Manager?.Text(row),
            Parent = fields.Parent?.Text(row),
            RenewsOn = fields.RenewsOn?.Day(row),
            Attributes = fields.Attributes.Select(x => (x.Key, Value: x.Value.Text(row))).Where(x => x.Value is not null).ToDictionary(x => x.Key, x => x.Value!),
        };
        if (account.Key is null) row.Refuse(new Fault(fields.Key.Field, "The key of the account is missing."));
        return account;
    }

    private static ContactInput Contact(RowReading row, CustomerMessage customer, ContactFields fields)
    {
        var account = fields.Account.Text(row, whole: true);
        if (account is null) row.Refuse(new Fault(fields.Account.Field, "The key of the account is missing."));
        return new ContactInput(account, customer) { Role = fields.Role?.Text(row), Influence = fields.Influence?.Number(row), LeftAt = fields.LeftAt?.Instant(row) };
    }

    private static JsonObject Grouped(RowReading row, IReadOnlyDictionary<string, MappingValue> attributes)
    {
        var grouped = new JsonObject();
        foreach (var (key, value) in attributes)
        {
            if (value.Node(row) is not { } node) continue;
            var dot = key.IndexOf('.');
            var group = AttributeInput.NameOf(AttributeInput.GroupOf(key[..dot])!.Value);
            if (grouped[group] is not JsonObject inner) grouped[group] = inner = new JsonObject();
            inner[key[(dot + 1)..]] = node;
        }

        return grouped;
    }

    private RowContent? Events(RowReading row, CustomerMessage customer)
    {
        var events = new List<TouchpointEventMessage>(mapping.Events.Count);
        foreach (var fields in mapping.Events)
        {
            if (fields.At.Instant(row) is not { } at) continue;
            var id = fields.Id.Text(row, whole: true);
            if (id is null) row.Refuse(new Fault(fields.Id.Field, "The id of the event is missing."));
            var context = new JsonObject();
            foreach (var (name, value) in fields.Context) if (value.Node(row) is { } node) context[name] = node;
            events.Add(new TouchpointEventMessage
            {
                EventId = id,
                Touchpoint = fields.Touchpoint.Text(row),
                OccurredAt = at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
                Customer = customer,
                Context = context.Count == 0 ? null : JsonSerializer.SerializeToElement(context),
            });
        }

        return events.Count == 0 ? null : new RowContent(customer) { Events = events };
    }

    private RowAnswer? Answer(RowReading row, AnswerFields fields)
    {
        var answers = new JsonObject();
        foreach (var question in fields.Questions)
            if (Value(row, question) is { } value) answers[question.Name] = value;
        if (row.Fault is not null) return null;
        // A row in which every answer is "no answer" tells nothing: left out, not wrong.
        if (answers.Count == 0) return null;

        var key = fields.Key.Text(row, whole: true);
        if (key is null) row.Refuse(new Fault(fields.Key.Field, "The key of the answer is missing."));
        else if (key.Length > 300) row.Refuse(new Fault(fields.Key.Field, "The text is longer than {0} characters.", 300));
        var at = fields.At.Instant(row);
        if (at is null) row.Refuse(new Fault(fields.At.Field, "The time of the answer is missing."));
        else if (at > now.AddDays(1)) row.Refuse(new Fault(fields.At.Field, "The time of the answer lies in the future."));
        else if (at < Oldest) row.Refuse(new Fault(fields.At.Field, "The time of the answer lies before 1970."));
        var checkedAnswers = AnswerCheck.Run(definition!, JsonSerializer.SerializeToElement(answers), complete: true);
        if (!checkedAnswers.Ok)
        {
            var fault = checkedAnswers.Faults[0];
            var question = fields.Questions.FirstOrDefault(x => x.Name == fault.Field);
            row.Refuse(question is null ? fault : fault with { Field = question.Value.Field });
        }

        var attributes = Grouped(row, fields.Attributes);
        return row.Fault is null ? new RowAnswer(key!, at!.Value, fields.Locale?.Text(row) ?? "en", checkedAnswers.Answers, attributes) : null;
    }

    private static JsonNode? Value(RowReading row, ImportedQuestion question)
    {
        if (question.Value.Text(row) is not { } text || question.NoAnswer.Contains(text)) return null;
        if (!StorableText.Holds(text))
        {
            row.Refuse(new Fault(question.Value.Field, "The text holds characters that cannot be stored."));
            return null;
        }

        if (question.Measure is { } scale && MeasureScales.BoundsOf(scale) is var (min, max))
        {
            if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && decimal.Truncate(number) == number && number >= min && number <= max)
                return JsonValue.Create((int)number);
            row.Refuse(new Fault(question.Value.Field, "“{0}” is no whole number from {1} to {2}.", MappingValue.Shorten(text), min, max));
            return null;
        }

        return question.Measure == MeasureKind.Emotion ? new JsonObject { ["word"] = text } : JsonValue.Create(text);
    }
}
