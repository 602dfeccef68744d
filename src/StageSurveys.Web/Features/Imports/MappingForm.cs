using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StageSurveys.Engine;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Web.Features.Imports;

/// <summary>What a column of the file is used for.</summary>
public sealed class ColumnUse
{
    public string Column { get; set; } = "";

    /// <summary>Kind answers: what the column measures; empty: not a question.</summary>
    public string Measure { get; set; } = "";

    /// <summary>Kind answers: another touchpoint than that of the survey.</summary>
    public string Touchpoint { get; set; } = "";

    /// <summary>Codes without an answer, separated by commas.</summary>
    public string NoAnswer { get; set; } = "";

    /// <summary>"group.name" of a customer attribute.</summary>
    public string Attribute { get; set; } = "";
}

/// <summary>The mapping as the form has it: the usual cases; the document itself can do more.</summary>
public sealed class MappingForm
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name { get; set; } = "";
    public ImportKind Kind { get; set; } = ImportKind.Customers;
    public string Delimiter { get; set; } = "auto";
    public string Encoding { get; set; } = "utf-8";
    public string DateFormat { get; set; } = "";
    public string Zone { get; set; } = "Europe/Paris";
    public string NoAnswer { get; set; } = "";
    public string CustomerId { get; set; } = "";
    public string Email { get; set; } = "";
    public string CustomerName { get; set; } = "";
    public string Locale { get; set; } = "";

    /// <summary>Identity of the event or the answer.</summary>
    public string Key { get; set; } = "";
    public string At { get; set; } = "";
    public string Touchpoint { get; set; } = "";

    /// <summary>Kinds accounts and contacts: the key of the account.</summary>
    public string AccountKey { get; set; } = "";
    public string AccountName { get; set; } = "";
    public string Segment { get; set; } = "";
    public string AccountValue { get; set; } = "";
    public string Manager { get; set; } = "";
    public string Parent { get; set; } = "";
    public string RenewsOn { get; set; } = "";
    public string Role { get; set; } = "";
    public string Influence { get; set; } = "";
    public string LeftAt { get; set; } = "";
    public List<ColumnUse> Columns { get; set; } = [];

    /// <summary>Columns were recognised by their names.</summary>
    public bool Guessed { get; set; }

    /// <summary>A whole document; it wins over the fields above.</summary>
    public string Document { get; set; } = "";

    /// <summary>Keep the mapping under its name.</summary>
    public bool Keep { get; set; }

    /// <summary>The mapping document.</summary>
    public string ToJson()
    {
        if (!string.IsNullOrWhiteSpace(Document)) return Document;
        var root = new JsonObject
        {
            ["version"] = MappingDocument.CurrentVersion,
            ["name"] = string.IsNullOrWhiteSpace(Name) ? "import" : Name.Trim(),
            ["kind"] = Kind.ToString().ToLowerInvariant(),
            ["format"] = new JsonObject { ["delimiter"] = Delimiter == "tab" ? "\t" : Delimiter, ["encoding"] = Encoding },
            ["dates"] = new JsonObject { ["zone"] = Zone, ["formats"] = Codes(DateFormat) },
            ["noAnswer"] = Codes(NoAnswer),
        };
        if (Kind == ImportKind.Accounts) root["account"] = Account();
        else root["customer"] = Customer();
        if (Kind == ImportKind.Contacts) root["contact"] = Filled(("account", AccountKey), ("role", Role), ("influence", Influence), ("leftAt", LeftAt));
        if (Kind == ImportKind.Events)
            root["events"] = new JsonArray(new JsonObject { ["id"] = Column(Key), ["touchpoint"] = Touchpoint, ["at"] = Column(At) });
        if (Kind == ImportKind.Answers)
        {
            var key = ShortKey.From(new LocalText(Name, Name), "import");
            root["answer"] = new JsonObject
            {
                ["survey"] = new JsonObject { ["key"] = "import-" + key, ["name"] = string.IsNullOrWhiteSpace(Name) ? key : Name },
                ["key"] = Column(Key),
                ["at"] = Column(At),
                ["touchpoint"] = Touchpoint,
                ["questions"] = new JsonArray([.. Columns.Where(x => x.Measure.Length > 0).Select(x => (JsonNode)Question(x))]),
            };
        }

        return root.ToJsonString(Readable);
    }

    private JsonObject Customer()
    {
        var customer = Filled(("id", CustomerId), ("email", Email), ("name", CustomerName), ("locale", Locale));
        var attributes = new JsonObject();
        foreach (var use in Columns.Where(x => !string.IsNullOrWhiteSpace(x.Attribute))) attributes[use.Attribute.Trim()] = Column(use.Column);
        if (attributes.Count > 0) customer["attributes"] = attributes;
        return customer;
    }

    private JsonObject Account()
    {
        var account = Filled(
            ("key", AccountKey), ("name", AccountName), ("segment", Segment), ("value", AccountValue), ("manager", Manager), ("parent", Parent), ("renewsOn", RenewsOn));
        // What the form calls an attribute is "group.name" for a customer; an account has no groups.
        var attributes = new JsonObject();
        foreach (var use in Columns.Where(x => !string.IsNullOrWhiteSpace(x.Attribute))) attributes[use.Attribute.Trim()] = Column(use.Column);
        if (attributes.Count > 0) account["attributes"] = attributes;
        return account;
    }

    // The first one is the identity, which the mapping asks for when it is missing.
    private static JsonObject Filled((string Name, string Column) identity, params (string Name, string Column)[] others)
    {
        var filled = new JsonObject { [identity.Name] = Column(identity.Column) };
        foreach (var (name, column) in others)
            if (!string.IsNullOrEmpty(column)) filled[name] = Column(column);
        return filled;
    }

    private static JsonObject Question(ColumnUse use)
    {
        var question = new JsonObject { ["name"] = use.Column, ["value"] = Column(use.Column), ["measure"] = use.Measure, ["title"] = use.Column };
        if (use.Touchpoint.Length > 0) question["touchpoint"] = use.Touchpoint;
        if (use.NoAnswer.Length > 0) question["noAnswer"] = Codes(use.NoAnswer);
        return question;
    }

    private static string Column(string column) => column.Length == 0 ? "" : "{" + column + "}";

    private static JsonArray Codes(string text) => new([.. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(x => (JsonNode)x)]);
}
