using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Surveys;

/// <summary>Holds one value against one question and gathers what is wrong, each with the path of the part it is about.</summary>
internal sealed partial class AnswerValueCheck(SurveyDefinition definition, bool complete, IReadOnlySet<string> otherCells)
{
    private const int MaxRows = 1000;

    private static readonly string[] OneChoice = ["radiogroup", "dropdown", "buttongroup"];
    private static readonly string[] ManyChoices = ["checkbox", "tagbox", "ranking"];

    public List<Fault> Faults { get; } = [];

    /// <summary>False for what never holds an answer, what the customer cannot change, and types that are not known here.</summary>
    public static bool CanBeRequired(SurveyQuestion question)
    {
        if (question.ReadOnly)
            return false;
        if (OneChoice.Contains(question.Type) || ManyChoices.Contains(question.Type) || question.Type == "imagepicker")
            return question.Choices.Count > 0;
        return question.Type is "text" or "comment" or "rating" or "boolean" or "matrix" or "matrixdropdown" or "matrixdynamic" or "paneldynamic"
            or "multipletext" or "slider" or "file" or "signaturepad" or "emotionpicker" or "problemlist"
            && !question.Json.Flag("hideIfRowsEmpty");
    }

    public void Check(SurveyQuestion question, string field, JsonElement value)
    {
        switch (question.Type)
        {
            case "html" or "image":
                Add(field, "This is not a question.");
                break;
            case "text":
                CheckInput(question, field, value);
                break;
            case "comment":
                CheckText(field, value, MaxLength(question), Faults);
                break;
            case "radiogroup" or "dropdown" or "buttongroup":
            case "imagepicker" when !question.Json.Flag("multiSelect"):
                CheckChoice(question, field, value);
                break;
            case "checkbox" or "tagbox" or "ranking" or "imagepicker":
                CheckChoices(question, field, value);
                break;
            case "rating":
                if (!Offers(question.Choices, value))
                    Add(field, "The answer must be one of {0}.", Listed(question.Choices));
                break;
            case "boolean":
                if (value.AsText() is not { } flag || (flag != (question.Json.Text("valueTrue") ?? "true") && flag != (question.Json.Text("valueFalse") ?? "false")))
                    Add(field, "The answer must be yes or no (true or false).");
                break;
            case "slider":
                if (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Any(item => item.AsNumber() is null) : value.AsNumber() is null)
                    Add(field, "The answer must be a number.");
                break;
            case "matrix":
                CheckMatrix(question, field, value);
                break;
            case "multipletext":
                if (IsObject(field, value))
                    CheckCells(question, field, value);
                break;
            case "matrixdropdown":
                CheckTable(question, field, value);
                break;
            case "matrixdynamic" or "paneldynamic":
                CheckRows(question, field, value);
                break;
            case "emotionpicker":
                CheckEmotion(question, field, value);
                break;
            case "problemlist":
                CheckProblems(question, field, value);
                break;
                // Files, signatures, expressions and types of somebody else's making: only the total size counts.
        }
    }

    public static void CheckText(string field, JsonElement value, int maxLength, List<Fault> faults)
    {
        if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            faults.Add(new Fault(field, "The answer must be a text."));
        else if (value.AsText()!.Length > maxLength)
            faults.Add(new Fault(field, "The text is too long: at most {0} characters.", maxLength));
    }

    private void CheckInput(SurveyQuestion question, string field, JsonElement value)
    {
        var text = value.AsText() ?? "";
        switch (question.Json.Text("inputType"))
        {
            case "number" or "range":
                if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String) || (value.AsNumber() is null && text.Length > 0))
                    Add(field, "The answer must be a number.");
                else if (complete && value.AsNumber() is { } number)
                    CheckBounds(question, field, number);
                break;
            case "date" when value.ValueKind != JsonValueKind.String || (complete && !IsDate(text)):
                Add(field, "The answer must be a date (year-month-day).");
                break;
            case "datetime" or "datetime-local" when value.ValueKind != JsonValueKind.String || (complete && !IsDate(text)):
                Add(field, "The answer must be a date and a time.");
                break;
            case "email" when value.ValueKind != JsonValueKind.String || (complete && text.Length > 0 && !EmailShape().IsMatch(text)):
                Add(field, "The answer must be an e-mail address.");
                break;
            default:
                CheckText(field, value, MaxLength(question), Faults);
                break;
        }
    }

    private void CheckBounds(SurveyQuestion question, string field, double number)
    {
        if (question.Json.Number("min") is { } min && number < min)
            Add(field, "The answer must be at least {0}.", min);
        if (question.Json.Number("max") is { } max && number > max)
            Add(field, "The answer must be at most {0}.", max);
    }

    private void CheckChoice(SurveyQuestion question, string field, JsonElement value)
    {
        if (!IsOffered(question, value))
            Add(field, question.Choices.Count == 0 || question.ChoicesFromElsewhere ? "The answer must be a single value." : "The answer is not one of the choices.");
    }

    private void CheckChoices(SurveyQuestion question, string field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(field, "The answer must be a list of choices.");
            return;
        }
        var property = question.Json.Text("valuePropertyName");
        var items = value.EnumerateArray().Select(item => property is not null && item.Get(property) is { } inner ? inner : item).ToList();
        if (items.Any(item => !IsOffered(question, item)))
            Add(field, "One of the answers is not among the choices.");
        else if (items.Select(item => item.AsText() ?? item.GetRawText()).Distinct().Count() < items.Count)
            Add(field, "A choice is given twice.");
        if (question.Json.Number("maxSelectedChoices") is > 0 and { } most && items.Count > most)
            Add(field, "At most {0} choices may be given.", most);
        if (complete && items.Count > 0 && question.Json.Number("minSelectedChoices") is { } least && items.Count < least)
            Add(field, "At least {0} choices are needed.", least);
    }

    private bool IsOffered(SurveyQuestion question, JsonElement value)
    {
        if (value.AsText() is not { } text)
            return question.Choices.Any(choice => choice.Value.StartsWith('{')) && value.ValueKind == JsonValueKind.Object;
        if (text.Length > AnswerCheck.MaxTextLength)
            return false;
        if (question.Choices.Count == 0 || question.ChoicesFromElsewhere || Offers(question.Choices, value))
            return true;
        if (question.HasOther && (text == "other" || definition.Json.IsFalse("storeOthersAsComment") || question.Json.IsFalse("storeOthersAsComment")))
            return true;
        return (text == "none" && question.HasNone)
            || (text == "refused" && question.Json.Flag("showRefuseItem"))
            || (text == "dontknow" && question.Json.Flag("showDontKnowItem"))
            || (text == "all" && (question.Json.Flag("showSelectAllItem") || question.Json.Flag("hasSelectAll")));
    }

    private void CheckMatrix(SurveyQuestion question, string field, JsonElement value)
    {
        if (question.Rows.Count == 0 && value.ValueKind != JsonValueKind.Object)
        {
            if (!Offers(question.Columns, value))
                Add(field, "The answer is not one of the columns.");
            return;
        }
        if (!IsObject(field, value))
            return;
        foreach (var row in value.EnumerateObject().Where(row => row.Value.ValueKind != JsonValueKind.Null))
        {
            if (!HasRow(question, row.Name))
                Add($"{field}.{Short(row.Name)}", "There is no such row.");
            else if (question.Json.Text("cellType") == "text")
                CheckText($"{field}.{row.Name}", row.Value, AnswerCheck.MaxTextLength, Faults);
            else if (row.Value.ValueKind == JsonValueKind.Array
                ? question.Json.Text("cellType") != "checkbox" || row.Value.EnumerateArray().Any(cell => !Offers(question.Columns, cell))
                : !Offers(question.Columns, row.Value))
                Add($"{field}.{row.Name}", "The answer is not one of the columns.");
        }
        var everyRow = question.Json.Flag("isAllRowRequired") || question.Json.Flag("eachRowRequired");
        if (complete && everyRow && !question.ReadOnly && question.Json.Text("rowsVisibleIf") is null && question.Json.Items("rows").All(row => row.Text("visibleIf") is null))
            foreach (var row in question.Rows.Where(row => value.Get(row.Value) is not { ValueKind: not JsonValueKind.Null }))
                Add($"{field}.{row.Value}", "An answer is required.");
    }

    private void CheckTable(SurveyQuestion question, string field, JsonElement value)
    {
        if (!IsObject(field, value))
            return;
        foreach (var row in value.EnumerateObject().Where(row => row.Value.ValueKind != JsonValueKind.Null))
        {
            var path = $"{field}.{Short(row.Name)}";
            if (!HasRow(question, row.Name))
                Add(path, "There is no such row.");
            else if (IsObject(path, row.Value))
                CheckCells(question, path, row.Value);
        }
    }

    private void CheckRows(SurveyQuestion question, string field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(field, "The answer must be a list.");
            return;
        }
        var most = (int)Math.Clamp(question.Json.Number("maxRowCount") ?? question.Json.Number("maxPanelCount") ?? MaxRows, 0, MaxRows);
        if (value.GetArrayLength() > most)
            Add(field, "At most {0} entries may be given.", most);
        var index = 0;
        foreach (var row in value.EnumerateArray().Take(most))
        {
            var path = $"{field}[{index++}]";
            if (row.ValueKind != JsonValueKind.Null && IsObject(path, row))
                CheckCells(question, path, row);
        }
    }

    private void CheckCells(SurveyQuestion question, string field, JsonElement row)
    {
        foreach (var cell in row.EnumerateObject().Where(cell => cell.Value.ValueKind != JsonValueKind.Null))
        {
            var path = $"{field}.{Short(cell.Name)}";
            if (question.Nested.FirstOrDefault(nested => nested.Key == cell.Name) is { } inner)
                Check(inner, path, cell.Value);
            else if (cell.Name.EndsWith(definition.CommentSuffix, StringComparison.Ordinal))
                CheckText(path, cell.Value, AnswerCheck.MaxTextLength, Faults);
            else if (!otherCells.Contains(cell.Name) && question.Json.Text("keyName") != cell.Name)
                Add(path, "There is no such question.");
        }
        if (!complete)
            return;
        // Inside a row conditions may ask the row; where there is one, the answer counts as optional.
        foreach (var inner in question.Nested.Where(inner => inner is { Required: true, Hidden: false, EnableIf: null, VisibleWhen.Count: 0 } && CanBeRequired(inner)))
            if (row.Get(inner.Key) is not { } given || ExpressionValues.IsEmpty(ExpressionValues.From(given)))
                Add($"{field}.{inner.Key}", "An answer is required.");
    }

    private void CheckEmotion(SurveyQuestion question, string field, JsonElement value)
    {
        if (!IsObject(field, value))
            return;
        if (value.Get("word") is not { ValueKind: JsonValueKind.String } word || !Offers(question.Choices, word))
            Add($"{field}.word", "The answer must be one of {0}.", Listed(question.Choices));
        CheckWhole($"{field}.intensity", value.Get("intensity"), 1, MeasureScales.Intensities, needed: false);
        CheckMembers(field, value, "word", "intensity");
    }

    private void CheckProblems(SurveyQuestion question, string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() == ProblemIds.None)
            return;
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(field, "The answer must be “{0}” or a list of problems.", ProblemIds.None);
            return;
        }
        var seen = new HashSet<string>();
        var index = 0;
        foreach (var item in value.EnumerateArray().Take(question.Choices.Count + 1))
        {
            var path = $"{field}[{index++}]";
            if (!IsObject(path, item))
                continue;
            if (item.Get("problem") is not { ValueKind: JsonValueKind.String } problem || !Offers(question.Choices, problem))
                Add($"{path}.problem", "The answer must be one of {0}.", Listed(question.Choices));
            else if (!seen.Add(problem.GetString()!))
                Add($"{path}.problem", "A choice is given twice.");
            CheckWhole($"{path}.severity", item.Get("severity"), 1, MeasureScales.SeverityMax, needed: complete);
            if (item.Get("resolved") is { ValueKind: not JsonValueKind.Null } resolved && !ResolvedIds.All.Contains(resolved.AsText()))
                Add($"{path}.resolved", "The answer must be one of {0}.", string.Join(", ", ResolvedIds.All));
            CheckMembers(path, item, "problem", "severity", "resolved");
        }
    }

    private void CheckWhole(string field, JsonElement? value, int min, int max, bool needed)
    {
        if (value is null or { ValueKind: JsonValueKind.Null } ? needed
            : value.Value.ValueKind != JsonValueKind.Number || !value.Value.TryGetInt32(out var whole) || whole < min || whole > max)
            Add(field, "The answer must be a whole number from {0} to {1}.", min, max);
    }

    private void CheckMembers(string field, JsonElement value, params string[] known)
    {
        foreach (var member in value.EnumerateObject().Where(member => !known.Contains(member.Name)))
            Add($"{field}.{Short(member.Name)}", "There is no such part of the answer.");
    }

    private bool IsObject(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return true;
        Add(field, "The answer must be an object of named parts.");
        return false;
    }

    private int MaxLength(SurveyQuestion question)
    {
        var own = question.Json.Number("maxLength");
        if (own is null or < 0)
            own = definition.Json.Number("maxTextLength");
        return own is > 0 and < AnswerCheck.MaxTextLength ? (int)own : AnswerCheck.MaxTextLength;
    }

    private static bool HasRow(SurveyQuestion question, string name) => question.Rows.Count == 0 || question.Rows.Any(row => row.Value == name);

    private static bool Offers(IReadOnlyList<SurveyChoice> choices, JsonElement value) =>
        value.AsText() is { } text && choices.Any(choice => choice.Value == text);

    private static bool IsDate(string text) =>
        text.Length == 0 || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static string Listed(IReadOnlyList<SurveyChoice> choices) => string.Join(", ", choices.Select(choice => choice.Value));

    private static string Short(string name) => name.Length > 100 ? name[..100] : name;

    private void Add(string field, string text, params object[] args) => Faults.Add(new Fault(field, text, args));

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+$")]
    private static partial Regex EmailShape();
}
