using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// A text of a definition in the languages it is written in. SurveyJS writes either a plain string or
/// <c>{"default": …, "fr": …}</c>; "default" and a plain string are English.
/// </summary>
public sealed class LocalizedText
{
    public static readonly LocalizedText Empty = new(new Dictionary<string, string>());

    private readonly IReadOnlyDictionary<string, string> _texts;

    private LocalizedText(IReadOnlyDictionary<string, string> texts) => _texts = texts;

    public bool IsEmpty => _texts.Count == 0;

    public IEnumerable<string> Locales => _texts.Keys;

    /// <summary>True when there is a text for just this language, not one borrowed from another.</summary>
    public bool Has(string locale) => _texts.ContainsKey(locale) || (locale == "en" && _texts.ContainsKey("default"));

    /// <summary>The text in a language, else the English one, else any, else null.</summary>
    public string? In(string locale) =>
        _texts.GetValueOrDefault(locale)
        ?? _texts.GetValueOrDefault("default")
        ?? _texts.GetValueOrDefault("en")
        ?? _texts.Values.FirstOrDefault();

    public static LocalizedText Read(JsonElement owner, string property) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(property, out var value) ? Read(value) : Empty;

    public static LocalizedText Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when value.GetString() is { } text && !string.IsNullOrWhiteSpace(text):
                return new(new Dictionary<string, string> { ["default"] = text });
            case JsonValueKind.Object:
                var texts = new Dictionary<string, string>();
                foreach (var item in value.EnumerateObject())
                    if (item.Value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.Value.GetString()))
                        texts[item.Name] = item.Value.GetString()!;
                return texts.Count == 0 ? Empty : new(texts);
            default:
                return Empty;
        }
    }
}
