using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace StageSurveys.Scoring;

/// <summary>Reads the value that SurveyJS stores for one question into a typed value.</summary>
/// <remarks>
/// Shapes by measure. Null, an empty string and an empty array mean "not answered" for each of them.
/// <list type="bullet">
/// <item><c>goal</c>: <c>"yes" | "partly" | "no" | "na"</c>, or a boolean (true is yes, false is no).</item>
/// <item><c>face</c>, <c>csat</c>, <c>ces</c>, <c>nps</c>, <c>importance</c>: a whole number, or a string that holds one (choices and CSV have strings).</item>
/// <item><c>emotion</c>: <c>"worried"</c> or <c>{"word":"worried","intensity":2}</c>; intensity may be missing.</item>
/// <item><c>problems</c>: <c>"none"</c> or <c>["none"]</c> (SurveyJS's own none item): no problem. Else an array; an element is
/// <c>{"problem":"late","severity":3,"resolved":"no"}</c>, where severity may be missing (<see cref="ScoringProfile.SeverityWhenMissing"/>) and resolved
/// may be missing (unknown), or a plain problem id as a checkbox stores it (the same two defaults). Rows without any entry are left out. "none" beside a
/// problem is a contradiction. The same problem twice counts twice.</item>
/// <item><c>verbatim</c>: a string, trimmed.</item>
/// </list>
/// </remarks>
public static class AnswerReader
{
    // What nearly everybody answers is made once: a value says nothing of who gave it.
    private static readonly GoalValue[] Goals = [.. Enum.GetValues<GoalAnswer>().Select(x => new GoalValue(x))];
    private static readonly Dictionary<MeasureKind, MeasureValue[]> Ratings = new[] { MeasureKind.Face, MeasureKind.Csat, MeasureKind.Ces, MeasureKind.Nps, MeasureKind.Importance }
        .ToDictionary(x => x, x => Enumerable.Range(0, 11).Select(n => Rated(x, n, turned: false)).ToArray());

    /// <summary>Reads one answer value.</summary>
    /// <param name="answer">The value under the question's name in the response's JSON.</param>
    /// <param name="kind">What the question measures.</param>
    /// <param name="profile">The profile that defines scales, words and defaults.</param>
    /// <param name="turned">For <c>ces</c> only: the question asks so that the highest rating is "very hard".</param>
    /// <returns>A value, a fault that names what is wrong, or <see cref="MeasureReading.Missing"/>. Never throws for bad input.</returns>
    public static MeasureReading Read(JsonElement answer, MeasureKind kind, ScoringProfile profile, bool turned = false)
    {
        if (IsEmpty(answer))
        {
            return MeasureReading.Missing;
        }

        return kind switch
        {
            MeasureKind.Goal => Goal(answer),
            MeasureKind.Emotion => Emotion(answer, profile),
            MeasureKind.Problems => ProblemsReader.Read(answer, profile),
            MeasureKind.Verbatim => Verbatim(answer),
            _ => Rating(answer, kind, profile, turned),
        };
    }

    private static MeasureReading Goal(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.True => MeasureReading.Of(Goals[(int)GoalAnswer.Yes]),
        JsonValueKind.False => MeasureReading.Of(Goals[(int)GoalAnswer.No]),
        JsonValueKind.String when GoalIds.FromId(Known(answer, GoalIds.All)) is { } goal => MeasureReading.Of(Goals[(int)goal]),
        JsonValueKind.String => Bad(MeasureFaultCode.UnknownValue, "", answer, string.Join(", ", GoalIds.All)),
        _ => Bad(MeasureFaultCode.WrongShape, "", answer, "one of " + string.Join(", ", GoalIds.All)),
    };

    private static MeasureReading Rating(JsonElement answer, MeasureKind kind, ScoringProfile profile, bool turned)
    {
        var (min, max) = profile.BoundsOf(kind)!.Value;
        if (Whole(answer, min, max, "", out var rating) is { } fault)
        {
            return fault;
        }

        var made = Ratings[kind];
        return MeasureReading.Of(!turned && rating >= 0 && rating < made.Length ? made[rating] : Rated(kind, rating, turned));
    }

    private static MeasureValue Rated(MeasureKind kind, int rating, bool turned) => kind switch
    {
        MeasureKind.Face => new FaceValue(rating),
        MeasureKind.Csat => new CsatValue(rating),
        MeasureKind.Ces => new CesValue(rating, turned),
        MeasureKind.Nps => new NpsValue(rating),
        _ => new ImportanceValue(rating),
    };

    private static MeasureReading Emotion(JsonElement answer, ScoringProfile profile)
    {
        var word = answer;
        var field = "";
        int? intensity = null;
        if (answer.ValueKind == JsonValueKind.Object)
        {
            field = "word";
            if (!answer.TryGetProperty("word", out word) || IsEmpty(word))
            {
                return Bad(MeasureFaultCode.MissingPart, field, answer, "an emotion word");
            }

            if (answer.TryGetProperty("intensity", out var given) && !IsEmpty(given))
            {
                if (Whole(given, 1, profile.IntensityFactors.Length, "intensity", out var number) is { } fault)
                {
                    return fault;
                }

                intensity = number;
            }
        }

        if (word.ValueKind != JsonValueKind.String)
        {
            return Bad(MeasureFaultCode.WrongShape, field, word, "an emotion word, alone or with an intensity");
        }

        return profile.EmotionBaseOf(word.GetString()!) is null
            ? Bad(MeasureFaultCode.UnknownValue, field, word, string.Join(", ", profile.EmotionBases.Select(e => e.Word)))
            : MeasureReading.Of(new EmotionValue(word.GetString()!, intensity));
    }

    private static MeasureReading Verbatim(JsonElement answer) => answer.ValueKind == JsonValueKind.String
        ? MeasureReading.Of(new VerbatimValue(answer.GetString()!.Trim()))
        : Bad(MeasureFaultCode.WrongShape, "", answer, "text");

    internal static MeasureReading? Whole(JsonElement element, int min, int max, string field, out int number)
    {
        // What nearly every answer is.
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out number) && number >= min && number <= max)
        {
            return null;
        }

        number = 0;
        var allowed = $"a whole number {min}..{max}";
        decimal given;
        if (element.ValueKind == JsonValueKind.Number)
        {
            // A number too large for a decimal is still a number, only out of range.
            given = element.TryGetDecimal(out var value) ? value : decimal.MaxValue;
        }
        else if (element.ValueKind != JsonValueKind.String
            || !decimal.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out given))
        {
            return Bad(MeasureFaultCode.WrongShape, field, element, allowed);
        }

        if (given < min || given > max || given != decimal.Truncate(given))
        {
            return Bad(MeasureFaultCode.OutOfRange, field, element, allowed);
        }

        number = (int)given;
        return null;
    }

    internal static bool IsEmpty(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.String => !BeginsPlainly(element) && string.IsNullOrWhiteSpace(element.GetString()),
        JsonValueKind.Array => element.GetArrayLength() == 0,
        _ => false,
    };

    /// <summary>The one of these ids that a string is, without making a string of it; else null.</summary>
    internal static string? Known(JsonElement text, IReadOnlyList<string> ids)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (text.ValueEquals(ids[i]))
            {
                return ids[i];
            }
        }

        return null;
    }

    // With a printed ASCII character that is not an escape, as nearly every string; what else is white the text itself must say.
    private static bool BeginsPlainly(JsonElement text) => JsonMarshal.GetRawUtf8Value(text) is [_, > (byte)' ' and < 127 and not (byte)'\\' and not (byte)'"', ..];

    internal static MeasureReading Bad(MeasureFaultCode code, string field, JsonElement got, string allowed) =>
        MeasureReading.Bad(code, field, got.ValueKind == JsonValueKind.Undefined ? "" : got.ToString(), allowed);
}
