namespace StageSurveys.Scoring;

/// <summary>A rate with its interval, all in percent.</summary>
/// <param name="Percent">0..100 (NPS: −100..100).</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="N">Cases counted.</param>
public sealed record Rate(double Percent, double Low, double High, long N);

/// <summary>M4: rates and NPS.</summary>
public static class Rates
{
    /// <summary>A share with Wilson's score interval (Wilson 1927), or null when there are no cases.</summary>
    /// <param name="hits">Cases that have the property, 0..<paramref name="n"/>.</param>
    /// <param name="n">All cases.</param>
    /// <param name="profile">Holds the confidence.</param>
    /// <exception cref="ArgumentOutOfRangeException">Hits are negative or more than the cases.</exception>
    public static Rate? Wilson(long hits, long n, ScoringProfile profile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, n);
        if (n == 0)
        {
            return null;
        }

        var z = Quantiles.Normal(profile.Confidence);
        var share = (double)hits / n;
        var scale = 1 + z * z / n;
        var centre = (share + z * z / (2 * n)) / scale;
        var half = z * Math.Sqrt(share * (1 - share) / n + z * z / (4.0 * n * n)) / scale;
        return new Rate(100 * share, 100 * Math.Clamp(centre - half, 0, share), 100 * Math.Clamp(centre + half, share, 1), n);
    }

    /// <summary>NPS = 100(P − D)/n with the adjusted Wald interval (Rocks 2016): n' = n + 3, ¾ added to promoters and to detractors; widened to hold the value. Null without answers.</summary>
    /// <param name="promoters">Ratings 9 and 10.</param>
    /// <param name="detractors">Ratings 0 to 6.</param>
    /// <param name="n">Scored answers only; who did not answer the question is not in it.</param>
    /// <param name="profile">Holds the confidence and what is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or promoters and detractors are more than all.</exception>
    public static Rate? Nps(long promoters, long detractors, long n, ScoringProfile profile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(promoters);
        ArgumentOutOfRangeException.ThrowIfNegative(detractors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(promoters + detractors, n);
        if (n == 0)
        {
            return null;
        }

        var total = n + profile.NpsAddedTotal;
        var up = (promoters + profile.NpsAddedEach) / total;
        var down = (detractors + profile.NpsAddedEach) / total;
        var half = Quantiles.Normal(profile.Confidence) * Math.Sqrt((up + down - (up - down) * (up - down)) / total);
        // What is added pulls the interval towards nought; where all say the same it would leave the value outside, as Wilson's cannot.
        var score = (double)(promoters - detractors) / n;
        return new Rate(100 * score, 100 * Math.Clamp(up - down - half, -1, score), 100 * Math.Clamp(up - down + half, score, 1), n);
    }

    /// <summary>NPS of ratings counted by value.</summary>
    /// <param name="countByRating">Rating 0..10 → answers; other ratings are refused.</param>
    /// <param name="profile">Says who is a promoter and who a detractor.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rating is not 0..10.</exception>
    public static Rate? Nps(IReadOnlyDictionary<int, long> countByRating, ScoringProfile profile)
    {
        foreach (var rating in countByRating.Keys)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rating, profile.NpsEmotion.Min, nameof(countByRating));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(rating, profile.NpsEmotion.Max, nameof(countByRating));
        }

        return Nps(
            countByRating.Where(c => c.Key >= profile.NpsPromoterFrom).Sum(c => c.Value),
            countByRating.Where(c => c.Key <= profile.NpsDetractorTo).Sum(c => c.Value),
            countByRating.Values.Sum(),
            profile);
    }
}
