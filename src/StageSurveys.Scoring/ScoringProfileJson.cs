using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StageSurveys.Scoring;

public sealed partial record ScoringProfile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <summary>SHA-256 of the JSON, lower-case hex: equal exactly when all constants are.</summary>
    [JsonIgnore]
    public string ContentHash => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, Json)));

    /// <summary>The profile as JSON: camelCase, properties in declared order, the same text for the same constants.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote. A constant that is not in the text keeps its version 1 value.</summary>
    /// <exception cref="JsonException">The text is no profile.</exception>
    public static ScoringProfile FromJson(string json) =>
        JsonSerializer.Deserialize<ScoringProfile>(json, Json) ?? throw new JsonException("The scoring profile is null.");

    /// <summary>The lowest and the highest rating of a measure that is asked on a scale of whole numbers; null for the others.</summary>
    public (int Min, int Max)? BoundsOf(MeasureKind kind) => kind switch
    {
        MeasureKind.Face => (FaceEmotion.Min, FaceEmotion.Max),
        MeasureKind.Csat => (CsatGoal.Min, CsatGoal.Max),
        MeasureKind.Ces => (CesProblem.Min, CesProblem.Max),
        MeasureKind.Nps => (NpsEmotion.Min, NpsEmotion.Max),
        MeasureKind.Importance => (ImportanceMin, ImportanceMax),
        _ => null,
    };

    /// <summary>The base of an emotion word, or null when the profile does not know the word.</summary>
    public double? EmotionBaseOf(string word)
    {
        foreach (var entry in EmotionBases)
        {
            if (entry.Word == word)
            {
                return entry.Base;
            }
        }

        return null;
    }
}
