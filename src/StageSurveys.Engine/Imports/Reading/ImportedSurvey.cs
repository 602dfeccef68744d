using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Imports.Reading;

/// <summary>
/// Writes the survey definition that describes imported answers, so that they are checked and scored on the same path as answers of our own page.
/// The same questions always give the same text: only a change of them makes a new version.
/// </summary>
internal static class ImportedSurvey
{
    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Definition(AnswerFields answer) => new JsonObject
    {
        ["title"] = Words(answer.SurveyName),
        ["elements"] = new JsonArray([.. answer.Questions.Select(x => (JsonNode)Question(x))]),
    }.ToJsonString(Plain);

    private static JsonObject Question(ImportedQuestion question)
    {
        var json = new JsonObject { ["type"] = TypeOf(question.Measure), ["name"] = question.Name };
        if (!question.Title.IsEmpty) json["title"] = Words(question.Title);
        if (question.Measure is { } measure)
        {
            json["measure"] = measure.Id();
            if (MeasureScales.BoundsOf(measure) is var (min, max)) (json["rateMin"], json["rateMax"]) = (min, max);
            if (measure == MeasureKind.Goal) json["choices"] = new JsonArray([.. GoalIds.All.Select(x => (JsonNode)x)]);
            if (measure == MeasureKind.Emotion) json["words"] = new JsonArray([.. EmotionWords.All.Select(x => (JsonNode)x)]);
            if (question.CesTurned) json["cesTurned"] = true;
        }

        if (question.Touchpoint is { } touchpoint) json["measureTouchpoint"] = touchpoint;
        return json;
    }

    private static string TypeOf(MeasureKind? measure) => measure switch
    {
        null => "text",
        MeasureKind.Verbatim => "comment",
        MeasureKind.Goal => "radiogroup",
        MeasureKind.Emotion => "emotionpicker",
        _ => "rating",
    };

    // SurveyJS calls the first language "default"; English is the product's.
    private static JsonObject Words(LocalText text) => new() { ["default"] = text.In("en"), ["fr"] = text.In("fr") };
}
