using System.Globalization;
using System.Text.Json;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Surveys;

/// <summary>Walks a SurveyJS definition, in its present and its older spellings, and lists its questions in order.</summary>
internal static class DefinitionReader
{
    /// <summary>What the panels and the page around a question pass on to it.</summary>
    private sealed record Around(string Page, IReadOnlyList<SurveyCondition> VisibleWhen, bool Hidden, bool ReadOnly, bool Repeated);

    public static IReadOnlyList<SurveyPage> ReadPages(JsonElement root)
    {
        var pages = new List<SurveyPage>();
        foreach (var page in root.Items("pages"))
        {
            if (page.ValueKind == JsonValueKind.Object)
                pages.Add(ReadPage(page, page.Text("name") ?? Inv($"page{pages.Count + 1}")));
        }
        // A definition without pages is one page; some old ones have both.
        if (root.Items("elements").Any() || root.Items("questions").Any())
            pages.Add(ReadPage(root, Inv($"page{pages.Count + 1}"), isRoot: true));
        return pages;
    }

    private static SurveyPage ReadPage(JsonElement page, string name, bool isRoot = false)
    {
        var around = new Around(name, [], false, false, false);
        if (!isRoot)
            around = Inside(page, around);
        var questions = new List<SurveyQuestion>();
        ReadElements(page, around, questions);
        return new SurveyPage(name, isRoot ? LocalizedText.Empty : LocalizedText.Read(page, "title"), questions);
    }

    private static void ReadElements(JsonElement owner, Around around, List<SurveyQuestion> into)
    {
        foreach (var element in owner.Items("elements").Concat(owner.Items("questions")))
        {
            if (element.ValueKind != JsonValueKind.Object)
                continue;
            var type = element.Text("type") ?? "";
            var container = type is "panel" or "flowpanel";
            if (!container)
                into.Add(ReadQuestion(element, type, around));
            // A custom type may hold questions of its own.
            if (container || type != "paneldynamic")
                ReadElements(element, Inside(element, around), into);
        }
    }

    private static Around Inside(JsonElement container, Around around)
    {
        var condition = SurveyCondition.Read(container, "visibleIf");
        return around with
        {
            VisibleWhen = condition is null ? around.VisibleWhen : [.. around.VisibleWhen, condition],
            Hidden = around.Hidden || (condition is null && container.IsFalse("visible")),
            // A panel that is switched on by a condition is not checked more deeply: its questions count as read-only.
            ReadOnly = around.ReadOnly || container.Flag("readOnly") || container.Text("enableIf") is not null,
        };
    }

    private static SurveyQuestion ReadQuestion(JsonElement element, string type, Around around, JsonElement? table = null)
    {
        var name = element.Text("name") ?? "";
        var own = Inside(element, around);
        var visibleIf = SurveyCondition.Read(element, "visibleIf");
        return new SurveyQuestion
        {
            Name = name,
            Key = element.Text("valueName") is { Length: > 0 } key ? key : name,
            Type = type,
            Title = LocalizedText.Read(element, "title"),
            Page = around.Page,
            Required = element.Flag("isRequired"),
            RequiredIf = SurveyCondition.Read(element, "requiredIf"),
            VisibleIf = visibleIf,
            EnableIf = SurveyCondition.Read(element, "enableIf"),
            VisibleWhen = own.VisibleWhen,
            Hidden = own.Hidden,
            ReadOnly = around.ReadOnly || element.Flag("readOnly"),
            Measure = element.Text("measure") is { Length: > 0 } measure ? measure : Implied(type),
            MeasureTouchpoint = element.Text("measureTouchpoint") is { Length: > 0 } touchpoint ? touchpoint : null,
            CesTurned = element.Flag("cesTurned"),
            Choices = ReadChoices(element, type, table),
            ChoicesFromElsewhere = FromElsewhere(element) || (table is { } t && !element.Items("choices").Any() && FromElsewhere(t)),
            Rows = ReadItems(element.Items("rows")),
            Columns = type == "matrix" ? ReadItems(element.Items("columns")) : [],
            Nested = ReadNested(element, type, own),
            Repeated = around.Repeated,
            Json = element,
        };
    }

    private static string? Implied(string type) => type switch
    {
        "emotionpicker" => MeasureKind.Emotion.Id(),
        "problemlist" => MeasureKind.Problems.Id(),
        _ => null,
    };

    private static bool FromElsewhere(JsonElement element) =>
        element.Get("choicesByUrl") is { ValueKind: JsonValueKind.Object or JsonValueKind.String }
        || element.Text("choicesFromQuestion") is not null
        || element.Flag("choicesLazyLoadEnabled")
        || element.Flag("allowCustomChoices")
        || element.Number("choicesMax") is not null;

    private static IReadOnlyList<SurveyQuestion> ReadNested(JsonElement element, string type, Around around)
    {
        var inside = around with { VisibleWhen = [], Hidden = false, Repeated = true };
        var nested = new List<SurveyQuestion>();
        switch (type)
        {
            case "paneldynamic":
                foreach (var list in new[] { "templateElements", "elements", "questions" })
                    ReadElementsOf(element.Items(list), inside, nested);
                break;
            case "matrixdynamic" or "matrixdropdown":
                foreach (var column in element.Items("columns"))
                {
                    var cell = column.ValueKind == JsonValueKind.Object ? column : Named(column);
                    var cellType = cell.Text("cellType") is { Length: > 0 } own && own != "default" ? own : element.Text("cellType") ?? "dropdown";
                    nested.Add(ReadQuestion(cell, cellType, inside, element));
                }
                ReadElementsOf(element.Items("detailElements"), inside, nested);
                break;
            case "multipletext":
                foreach (var item in element.Items("items"))
                    nested.Add(ReadQuestion(item.ValueKind == JsonValueKind.Object ? item : Named(item), "text", inside));
                break;
        }
        return nested;
    }

    private static void ReadElementsOf(IEnumerable<JsonElement> elements, Around around, List<SurveyQuestion> into)
    {
        foreach (var element in elements)
        {
            if (element.ValueKind != JsonValueKind.Object)
                continue;
            var type = element.Text("type") ?? "";
            if (type is "panel" or "flowpanel")
                ReadElements(element, Inside(element, around), into);
            else
                into.Add(ReadQuestion(element, type, around));
        }
    }

    private static JsonElement Named(JsonElement name) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, string?> { ["name"] = name.AsText() });

    private static IReadOnlyList<SurveyChoice> ReadChoices(JsonElement element, string type, JsonElement? table)
    {
        switch (type)
        {
            case "rating":
                return ReadRates(element);
            case "problemlist":
                return ReadItems(element.Items("problems"));
            case "emotionpicker":
                var words = ReadItems(element.Items("words"));
                return words.Count > 0 ? words : [.. EmotionWords.All.Select(word => new SurveyChoice(word, LocalizedText.Empty))];
            default:
                var own = ReadItems(element.Items("choices"));
                return own.Count > 0 || table is null ? own : ReadItems(table.Value.Items("choices"));
        }
    }

    private static IReadOnlyList<SurveyChoice> ReadRates(JsonElement element)
    {
        var listed = ReadItems(element.Items("rateValues"));
        if (listed.Count > 0 && !element.Flag("autoGenerate"))
            return listed;
        var min = element.Number("rateMin") ?? 1;
        var step = element.Number("rateStep") is > 0 and { } given ? given : 1;
        var max = element.Number("rateMax") ?? (element.Number("rateCount") is { } count ? min + ((count - 1) * step) : 5);
        var rates = new List<SurveyChoice>();
        // SurveyJS itself shows at most twenty.
        for (var i = 0; i < 100 && min + (i * step) <= max; i++)
            rates.Add(new SurveyChoice((min + (i * step)).ToString("R", CultureInfo.InvariantCulture), LocalizedText.Empty));
        return rates;
    }

    /// <summary>Values are plain, or objects with value and text, or in old definitions "value|text".</summary>
    private static List<SurveyChoice> ReadItems(IEnumerable<JsonElement> items)
    {
        var choices = new List<SurveyChoice>();
        foreach (var item in items)
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                var value = item.Get("value") is { } given ? given.AsText() ?? given.GetRawText() : item.Text("name") ?? item.Text("text");
                if (value is not null)
                    choices.Add(new SurveyChoice(value, LocalizedText.Read(item, "text")));
            }
            else if (item.ValueKind == JsonValueKind.String && item.GetString() is { } text && text.IndexOf('|') is > 0 and var bar)
            {
                choices.Add(new SurveyChoice(text[..bar], LocalizedText.Read(JsonSerializer.SerializeToElement(text[(bar + 1)..]))));
            }
            else if (item.AsText() is { } plain)
            {
                choices.Add(new SurveyChoice(plain, LocalizedText.Empty));
            }
        }
        return choices;
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}
