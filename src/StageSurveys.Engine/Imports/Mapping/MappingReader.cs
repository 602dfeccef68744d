using System.Text.Json;
using StageSurveys.Engine.Customers;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>Reads a mapping document. Every fault names the path of the part it is about ("answer.questions[2].measure").</summary>
public static class MappingReader
{
    private static readonly string[] Encodings = ["utf-8", "utf-16", "latin1", "windows-1252"];

    /// <summary>What a column can measure: everything but a list of problems, which no single cell holds.</summary>
    public static IReadOnlyList<string> Measures { get; } = [.. MeasureKinds.All.Where(x => x != MeasureKind.Problems).Select(x => x.Id())];

    public static Outcome<MappingDocument> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return new Fault("mapping", "The mapping must be a JSON object.");
            if (!StorableText.Holds(document.RootElement)) return new Fault("mapping", "The text holds characters that cannot be stored.");
            var faults = new List<Fault>();
            var mapping = Read(new MappingNode(document.RootElement.Clone(), "", faults), document.RootElement.GetRawText());
            return faults.Count > 0 ? faults : mapping;
        }
        catch (JsonException broken)
        {
            return new Fault("mapping", "The mapping is no readable JSON (line {0}).", (broken.LineNumber ?? 0) + 1);
        }
    }

    private static MappingDocument Read(MappingNode root, string json)
    {
        if (root.Get("version") is not { ValueKind: JsonValueKind.Number } version || version.GetDouble() != MappingDocument.CurrentVersion)
            root.Refuse("version", "The version must be {0}.", MappingDocument.CurrentVersion);
        var kind = root.Choice("kind", ImportKind.Customers);
        if (root.Get("kind") is null) root.Refuse("kind", "This is missing.");
        var mapping = new MappingDocument
        {
            Name = root.Key("name"),
            Kind = kind,
            Format = Format(root.Object("format")),
            Dates = Dates(root.Object("dates")),
            NoAnswer = root.Texts("noAnswer").ToHashSet(StringComparer.Ordinal),
            Joins = [.. root.Objects("joins").Select(Join)],
            Where = [.. root.Objects("where").Select(Condition)],
            Customer = Customer(root.Object("customer", required: kind != ImportKind.Accounts)),
            Events = [.. root.Objects("events").Select(Event)],
            Invite = root.Flag("invite", false),
            Answer = root.Object("answer", required: kind == ImportKind.Answers) is { } answer ? Answer(answer) : null,
            Account = AccountReader.Account(root.Object("account", required: kind == ImportKind.Accounts)),
            Contact = AccountReader.Contact(root.Object("contact", required: kind == ImportKind.Contacts)),
            Ensure = EnsureReader.Read(root.Object("ensure")),
            Json = json,
        };
        root.NothingElse();
        if (kind == ImportKind.Events && mapping.Events.Count == 0) root.Refuse("events", "This is missing.");
        if (kind != ImportKind.Events && mapping.Events.Count > 0) root.Refuse("events", "This belongs to another kind of import.");
        if (kind != ImportKind.Answers && mapping.Answer is not null) root.Refuse("answer", "This belongs to another kind of import.");
        if (kind != ImportKind.Accounts && mapping.Account is not null) root.Refuse("account", "This belongs to another kind of import.");
        if (kind != ImportKind.Contacts && mapping.Contact is not null) root.Refuse("contact", "This belongs to another kind of import.");
        foreach (var same in mapping.Joins.GroupBy(x => x.Name).Where(x => x.Count() > 1)) root.Refuse("joins", "Two joined files are called “{0}”.", same.Key);
        return mapping;
    }

    private static FileFormat Format(MappingNode? node)
    {
        if (node is null) return new FileFormat();
        var format = new FileFormat
        {
            Type = node.Get("type") is null ? null : node.Choice("type", FileType.Csv),
            Delimiter = node.Text("delimiter") is { } told && told != "auto" ? told : null,
            Encoding = node.Text("encoding")?.ToLowerInvariant() ?? "utf-8",
            Header = node.Flag("header", true),
        };
        if (format.Delimiter is { Length: not 1 }) node.Refuse("delimiter", "The delimiter is one character, or auto.");
        if (!Encodings.Contains(format.Encoding)) node.Refuse("encoding", "“{0}” is not known; known are {1}.", format.Encoding, string.Join(", ", Encodings));
        node.NothingElse();
        return format;
    }

    private static DateReading Dates(MappingNode? node)
    {
        if (node is null) return new DateReading();
        var zone = TimeZoneInfo.Utc;
        if (node.Text("zone") is { } name && (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!) || !zone.HasIanaId))
            (_, zone) = (Refused(node, name), TimeZoneInfo.Utc);
        var dates = new DateReading { Formats = node.Texts("formats"), Zone = zone };
        node.NothingElse();
        return dates;

        static bool Refused(MappingNode node, string name)
        {
            node.Refuse("zone", "“{0}” is no time zone; give an IANA name such as Europe/Paris.", name);
            return true;
        }
    }

    private static JoinedFile Join(MappingNode node)
    {
        var file = node.Text("file", required: true) ?? "";
        if (file.Contains('/') || file.Contains('\\')) node.Refuse("file", "Give the name of a file beside the main one, without a folder.");
        var name = node.Text("name", required: true) ?? "";
        if (name.Contains('.') || name.Contains('{')) node.Refuse("name", "The name of a joined file has no dot and no brace.");
        var key = node.Text("key", required: true) ?? "";
        var join = new JoinedFile(name, file, key, Value(node, "on") ?? MappingValue.Template("{" + key + "}"), node.Texts("columns"), node.Flag("required", false));
        if (join.Columns.Count == 0) node.Refuse("columns", "Name the columns to take.");
        node.NothingElse();
        return join;
    }

    private static RowCondition Condition(MappingNode node)
    {
        var condition = new RowCondition(
            Value(node, "value", required: true) ?? MappingValue.Template(""),
            node.Get("in") is null ? null : node.Texts("in").ToHashSet(StringComparer.Ordinal),
            node.Get("notIn") is null ? null : node.Texts("notIn").ToHashSet(StringComparer.Ordinal),
            node.Get("empty") is null ? null : node.Flag("empty", false));
        if (condition is { In: null, NotIn: null, Empty: null }) node.Refuse("", "Give in, notIn or empty.");
        node.NothingElse();
        return condition;
    }

    private static CustomerFields Customer(MappingNode? node)
    {
        if (node is null) return new CustomerFields { Id = MappingValue.Template("") };
        var fields = new CustomerFields
        {
            Id = Value(node, "id", required: true) ?? MappingValue.Template(""),
            Email = Value(node, "email"),
            Name = Value(node, "name"),
            Locale = Value(node, "locale"),
            TimeZone = Value(node, "timeZone"),
            Account = Value(node, "account"),
            Role = Value(node, "role"),
            Attributes = Attributes(node.Object("attributes")),
        };
        node.NothingElse();
        return fields;
    }

    private static Dictionary<string, MappingValue> Attributes(MappingNode? node)
    {
        var attributes = Values(node);
        foreach (var key in attributes.Keys)
        {
            var dot = key.IndexOf('.');
            if (dot < 1 || dot == key.Length - 1 || AttributeInput.GroupOf(key[..dot]) is null)
                node!.Refuse(key, "An attribute is called group.name; the groups are sales, social, navigation, surveys, loyalty.");
        }

        return attributes;
    }

    private static EventFields Event(MappingNode node)
    {
        var none = MappingValue.Template("");
        var fields = new EventFields
        {
            Id = Value(node, "id", required: true) ?? none,
            Touchpoint = Value(node, "touchpoint", required: true) ?? none,
            At = Value(node, "at", required: true) ?? none,
            Context = Values(node.Object("context")),
        };
        node.NothingElse();
        return fields;
    }

    private static AnswerFields Answer(MappingNode node)
    {
        var survey = node.Object("survey", required: true);
        var none = MappingValue.Template("");
        var fields = new AnswerFields
        {
            SurveyKey = survey?.Key("key") ?? "",
            SurveyName = survey?.Words("name") ?? LocalText.Empty,
            Key = Value(node, "key", required: true) ?? none,
            At = Value(node, "at", required: true) ?? none,
            Touchpoint = node.Key("touchpoint"),
            Locale = Value(node, "locale"),
            Attributes = Attributes(node.Object("attributes")),
            Questions = [.. node.Objects("questions").Select(Question)],
        };
        survey?.NothingElse();
        node.NothingElse();
        if (fields.Questions.Count == 0) node.Refuse("questions", "Name at least one question.");
        foreach (var same in fields.Questions.GroupBy(x => x.Name).Where(x => x.Count() > 1)) node.Refuse("questions", "Two questions are called “{0}”.", same.Key);
        return fields;
    }

    private static ImportedQuestion Question(MappingNode node)
    {
        var measure = node.Text("measure");
        var question = new ImportedQuestion(
            node.Text("name", required: true) ?? "", Value(node, "value", required: true) ?? MappingValue.Template(""), MeasureKinds.FromId(measure),
            node.Get("touchpoint") is null ? null : node.Key("touchpoint"), node.Words("title"), node.Texts("noAnswer").ToHashSet(StringComparer.Ordinal),
            node.Flag("cesTurned", false));
        if (measure is not null && !Measures.Contains(measure))
            node.Refuse("measure", "“{0}” is not known; known are {1}.", measure, string.Join(", ", Measures));
        node.NothingElse();
        return question;
    }

    internal static Dictionary<string, MappingValue> Values(MappingNode? node)
    {
        var values = new Dictionary<string, MappingValue>(StringComparer.Ordinal);
        foreach (var property in node?.Element.EnumerateObject().Select(x => x.Name) ?? [])
            if (Value(node!, property) is { } value) values[property] = value;
        return values;
    }

    internal static MappingValue? Value(MappingNode node, string name, bool required = false) => node.Get(name) switch
    {
        null when required => Missing(node, name),
        null => null,
        { ValueKind: JsonValueKind.String } text => Template(node, name, text.GetString()!),
        { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => MappingValue.Template(flag.GetBoolean() ? "true" : "false") with { Type = ValueType.Boolean },
        { ValueKind: JsonValueKind.Number } number => MappingValue.Template(number.GetRawText()) with { Type = ValueType.Number },
        { ValueKind: JsonValueKind.Object } => Described(node.Object(name)!),
        _ => Wrong(node, name),
    };

    private static MappingValue? Described(MappingNode node)
    {
        foreach (var derive in new[] { "dateAfter", "dateDiffDays" })
        {
            if (node.Get(derive) is null) continue;
            var pair = node.Texts(derive);
            node.NothingElse();
            if (pair.Count == 2) return new MappingValue { Parts = [], Derive = derive, Pair = (MappingValue.Template(pair[0]), MappingValue.Template(pair[1])) };
            node.Refuse(derive, "Give two templates.");
            return null;
        }

        var column = node.Text("column");
        var constant = node.Get("constant");
        var template = column is not null ? "{" + column + "}" : constant?.ToString() ?? node.Text("template", required: true);
        var map = node.Object("map")?.Element.EnumerateObject().ToDictionary(x => x.Name, x => x.Value.ToString(), StringComparer.Ordinal);
        var value = (constant is null ? Template(node, "template", template ?? "") : MappingValue.Template((template ?? "").Replace("{", "{{").Replace("}", "}}"))) with
        {
            Map = map,
            Otherwise = node.Text("otherwise"),
            Type = node.Choice("type", ValueType.Text),
            NoAnswer = node.Texts("noAnswer").ToHashSet(StringComparer.Ordinal),
        };
        node.NothingElse();
        return value;
    }

    private static MappingValue Template(MappingNode node, string name, string text)
    {
        var value = MappingValue.Template(text);
        if (value.Parts.Any(x => !x.IsColumn && !text.Contains("{{") && !text.Contains("}}") && x.Text.AsSpan().IndexOfAny('{', '}') >= 0))
            node.Refuse(name, "A brace is not closed; write the column's name between { and }.");
        return value;
    }

    private static MappingValue? Missing(MappingNode node, string name)
    {
        node.Refuse(name, "This is missing.");
        return null;
    }

    private static MappingValue? Wrong(MappingNode node, string name)
    {
        node.Refuse(name, "A value is a template such as {order_id}, or an object.");
        return null;
    }
}
