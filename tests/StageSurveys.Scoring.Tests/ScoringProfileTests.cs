using System.Globalization;

namespace StageSurveys.Scoring.Tests;

public class ScoringProfileTests
{
    [Fact]
    public void A_profile_survives_its_json_and_its_hash_tells_it_apart()
    {
        var read = ScoringProfile.FromJson(ScoringProfile.V1.ToJson());

        Assert.Equal(ScoringProfile.V1.ToJson(), read.ToJson());
        Assert.Equal(ScoringProfile.V1.ContentHash, read.ContentHash);
        Assert.Equal(64, read.ContentHash.Length);
        Assert.NotEqual(read.ContentHash, (read with { HalfLifeDays = 60 }).ContentHash);
        Assert.NotEqual(read.ContentHash, (read with { EmotionBases = [.. read.EmotionBases, new("moved", 90)] }).ContentHash);
    }

    [Fact]
    public void The_json_does_not_depend_on_the_language_of_the_machine()
    {
        var before = CultureInfo.CurrentCulture;
        var english = ScoringProfile.V1.ToJson();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fr-FR");

            Assert.Equal(english, ScoringProfile.V1.ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Version_one_has_the_constants_of_the_model()
    {
        var v1 = ScoringProfile.V1;

        Assert.Equal(("v1", 90d, 365, 30), (v1.Name, v1.HalfLifeDays, v1.MaxAgeDays, v1.DedupeDays));
        Assert.Equal((5, 30, 100), (v1.AnonymityFloor, v1.ReliableFrom, v1.DriversFrom));
        Assert.Equal((2d, 60d, 10d), (v1.KMin, v1.KMax, v1.KWhenFewSiblings));
        Assert.Equal(
            [100, 80, 80, 70, 50, 0, -45, -55, -60, -70, -75, -100], v1.EmotionBases.Select(e => (int)e.Base));
    }

    [Fact]
    public void Another_profile_gives_another_score()
    {
        var softer = ScoringProfile.V1 with { Name = "softer", GoalPartly = 60 };

        var score = ResponseScoring.Score([new MeasuredAnswer("q", new GoalValue(GoalAnswer.Partly))], softer);

        Assert.Equal(60, score.Goal?.Value);
    }
}
