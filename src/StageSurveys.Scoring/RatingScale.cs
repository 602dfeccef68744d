namespace StageSurveys.Scoring;

/// <summary>Straight line from a rating to a score: <c>AtMin + (AtMax − AtMin)·(x − Min)/(Max − Min)</c>.</summary>
/// <param name="Min">Lowest rating that may be given.</param>
/// <param name="Max">Highest rating that may be given.</param>
/// <param name="AtMin">Score of the lowest rating.</param>
/// <param name="AtMax">Score of the highest rating.</param>
public sealed record RatingScale(int Min, int Max, double AtMin, double AtMax)
{
    /// <summary>The score of a rating that is inside the scale.</summary>
    public double Score(int rating) => AtMin + (AtMax - AtMin) * (rating - Min) / (Max - Min);

    /// <summary>Whether the rating may be given at all.</summary>
    public bool Contains(int rating) => rating >= Min && rating <= Max;
}

/// <summary>The score of an emotion word at full intensity.</summary>
/// <param name="Word">Stable English id, e.g. <c>worried</c>.</param>
/// <param name="Base">Emotion, −100..100.</param>
public sealed record EmotionBase(string Word, double Base);
