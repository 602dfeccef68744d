using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// A SurveyJS definition, read once and never changed, so one object can be shared by all requests.
/// <see cref="Text"/> is what was given, character for character; it is what is stored and exported, whatever this class
/// understands of it.
/// </summary>
public sealed class SurveyDefinition
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    private readonly Dictionary<string, List<SurveyQuestion>> _byKey = new(StringComparer.Ordinal);

    private SurveyDefinition(string text, JsonElement root)
    {
        Text = text;
        Json = root;
        Title = LocalizedText.Read(root, "title");
        Pages = DefinitionReader.ReadPages(root);
        Questions = [.. Pages.SelectMany(page => page.Questions)];
        AllQuestions = [.. Questions.SelectMany(WithNested)];
        foreach (var question in Questions)
        {
            if (!_byKey.TryGetValue(question.Key, out var same))
                _byKey[question.Key] = same = [];
            same.Add(question);
        }
        var calculated = new Dictionary<string, SurveyCondition?>(StringComparer.Ordinal);
        foreach (var value in root.Items("calculatedValues"))
            if (value.Text("name") is { Length: > 0 } name)
                calculated[name] = SurveyCondition.Read(value, "expression");
        CalculatedValues = calculated;
        TriggerTargets = root.Items("triggers").Select(trigger => trigger.Text("setToName")).OfType<string>().ToHashSet();
        CommentSuffix = root.Text("commentSuffix") ?? root.Text("commentPrefix") ?? "-Comment";
        KeepsInvisible = root.Text("clearInvisibleValues") is "none" or "false";
    }

    public string Text { get; }

    public JsonElement Json { get; }

    public LocalizedText Title { get; }

    public IReadOnlyList<SurveyPage> Pages { get; }

    /// <summary>Questions of all pages and panels in order, without those inside repeated panels and tables.</summary>
    public IReadOnlyList<SurveyQuestion> Questions { get; }

    /// <summary>Every question, those inside repeated panels and tables right after their owner.</summary>
    public IReadOnlyList<SurveyQuestion> AllQuestions { get; }

    /// <summary>Values that SurveyJS computes, with their expressions.</summary>
    public IReadOnlyDictionary<string, SurveyCondition?> CalculatedValues { get; }

    /// <summary>Names that a trigger of the definition may set.</summary>
    public IReadOnlySet<string> TriggerTargets { get; }

    public bool HasTriggers => Json.Items("triggers").Any();

    /// <summary>What SurveyJS appends to a question's key for its comment or "other" text.</summary>
    public string CommentSuffix { get; }

    /// <summary>The definition asks to keep answers of questions that are not visible.</summary>
    public bool KeepsInvisible { get; }

    /// <summary>The questions whose answers stand under a key: one, but older definitions repeat names.</summary>
    public IReadOnlyList<SurveyQuestion> ByKey(string key) => _byKey.TryGetValue(key, out var found) ? found : [];

    public static SurveyDefinition Parse(string text) =>
        TryParse(text, out var definition, out var fault) ? definition : throw new FormatException(fault.InEnglish);

    /// <summary>False, with the line and column, when the text is not JSON or not an object.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SurveyDefinition? definition, [NotNullWhen(false)] out Fault? fault)
    {
        definition = null;
        fault = null;
        try
        {
            // A byte order mark stays in the text that is kept.
            using var document = JsonDocument.Parse(text.AsMemory(text.StartsWith('\uFEFF') ? 1 : 0), Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                fault = new Fault("definition", "The definition must be a JSON object, not {0}.", document.RootElement.ValueKind.ToString().ToLowerInvariant());
                return false;
            }
            definition = new SurveyDefinition(text, document.RootElement.Clone());
            return true;
        }
        catch (JsonException broken)
        {
            fault = BrokenAt(text, broken);
            return false;
        }
        catch (InvalidOperationException)
        {
            // Valid JSON may escape half of a character ("\ud83d" alone), which is no text.
            fault = new Fault("definition", "A text of the definition holds half of a character.");
            return false;
        }
    }

    private static Fault BrokenAt(string text, JsonException broken)
    {
        // The parser's own words are English only; the place is what a person needs.
        return new Fault(
            "definition",
            "This is not valid JSON at line {0}, column {1}.",
            (broken.LineNumber ?? 0) + 1,
            Column(text, broken.LineNumber ?? 0, broken.BytePositionInLine ?? 0));
    }

    /// <summary>The parser counts bytes of UTF-8; a person counts characters.</summary>
    private static int Column(string text, long line, long bytes)
    {
        var found = text.Split('\n').ElementAtOrDefault((int)line) ?? "";
        var column = 1;
        foreach (var rune in found.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            column++;
        }
        return column;
    }

    private static IEnumerable<SurveyQuestion> WithNested(SurveyQuestion question) =>
        question.Nested.SelectMany(WithNested).Prepend(question);
}
