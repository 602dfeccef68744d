using System.Text.Json;

namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>A JSON object of a mapping while it is read: remembers its path for faults and which properties were asked for.</summary>
internal sealed class MappingNode(JsonElement element, string path, List<Fault> faults)
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public string Path => path;

    public JsonElement Element => element;

    /// <summary>A property, or null when it is missing or null.</summary>
    public JsonElement? Get(string name)
    {
        asked.Add(name);
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public void Refuse(string name, string text, params object[] args) => faults.Add(new Fault(name.Length == 0 ? path : At(name), text, args));

    public string? Text(string name, bool required = false)
    {
        var value = Get(name);
        if (value is { ValueKind: JsonValueKind.String } text && text.GetString() is { } found && (found.Length > 0 || !required)) return found;
        if (value is not null) Refuse(name, "This must be a text.");
        else if (required) Refuse(name, "This is missing.");
        return null;
    }

    public bool Flag(string name, bool otherwise)
    {
        var value = Get(name);
        if (value is null) return otherwise;
        if (value.Value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.Value.GetBoolean();
        Refuse(name, "This must be true or false.");
        return otherwise;
    }

    public T Choice<T>(string name, T otherwise) where T : struct, Enum
    {
        if (Text(name) is not { } text) return otherwise;
        if (char.IsLetter(text.FirstOrDefault()) && Enum.TryParse<T>(text, ignoreCase: true, out var found)) return found;
        Refuse(name, "“{0}” is not known; known are {1}.", text, string.Join(", ", Enum.GetNames<T>().Select(x => char.ToLowerInvariant(x[0]) + x[1..])));
        return otherwise;
    }

    /// <summary>A key of the product ("olist-delivery").</summary>
    public string Key(string name)
    {
        var text = Text(name, required: true);
        if (text is null) return "";
        if (!ShortKey.IsValid(text)) Refuse(name, "A key has 1 to {0} lower-case letters, digits and hyphens.", ShortKey.MaxLength);
        return text;
    }

    /// <summary>{"fr": "…", "en": "…"}, or one text for both.</summary>
    public LocalText Words(string name)
    {
        switch (Get(name))
        {
            case null: return LocalText.Empty;
            case { ValueKind: JsonValueKind.String } one: return new LocalText(one.GetString()!, one.GetString()!);
            case { ValueKind: JsonValueKind.Object } both:
                var node = new MappingNode(both, At(name), faults);
                var words = new LocalText(node.Text("fr") ?? "", node.Text("en") ?? "");
                node.NothingElse();
                return words;
            default:
                Refuse(name, "This must be a text, or an object with fr and en.");
                return LocalText.Empty;
        }
    }

    public MappingNode? Object(string name, bool required = false)
    {
        var value = Get(name);
        if (value is { ValueKind: JsonValueKind.Object } found) return new MappingNode(found, At(name), faults);
        if (value is not null) Refuse(name, "This must be an object.");
        else if (required) Refuse(name, "This is missing.");
        return null;
    }

    public IEnumerable<MappingNode> Objects(string name)
    {
        var place = 0;
        foreach (var item in Items(name))
        {
            var at = $"{At(name)}[{place++}]";
            if (item.ValueKind == JsonValueKind.Object) yield return new MappingNode(item, at, faults);
            else faults.Add(new Fault(at, "This must be an object."));
        }
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var item in Items(name))
        {
            if (item.ValueKind == JsonValueKind.String) texts.Add(item.GetString()!);
            else if (item.ValueKind == JsonValueKind.Number) texts.Add(item.GetRawText());
            else Refuse(name, "This must be a list of texts.");
        }

        return texts;
    }

    /// <summary>Refuses properties nobody asked for: a typing error must not silently mean nothing.</summary>
    public void NothingElse()
    {
        foreach (var property in element.EnumerateObject().Where(x => !asked.Contains(x.Name) && !x.Name.StartsWith('$')))
            Refuse(property.Name, "This property is not known here.");
    }

    private IEnumerable<JsonElement> Items(string name)
    {
        var value = Get(name);
        if (value is { ValueKind: JsonValueKind.Array } list) return list.EnumerateArray();
        if (value is not null) Refuse(name, "This must be a list.");
        return [];
    }
}
