using System.Text.Json.Nodes;

namespace StageSurveys.Engine.Demo;

/// <summary>How somebody felt at a touchpoint, before it becomes answers.</summary>
/// <param name="Mood">About 1 (awful) to 5 (delighted).</param>
/// <param name="Memory">The same of everything lived so far.</param>
/// <param name="IsLate">The parcel came later than promised.</param>
internal sealed record DemoFeeling(string Survey, string Touchpoint, double Mood, double Memory, bool IsLate, string Language);

/// <summary>Turns a feeling into the answers a customer could really have given: what is required is there, what was not shown is not.</summary>
internal static class DemoAnswers
{
    // In the order of the definitions, with how often each is the one that went wrong.
    private static readonly Dictionary<string, (string, double)[]> Problems = new()
    {
        ["after-delivery"] = [("late", 0.2), ("no-tracking", 0.3), ("damaged", 0.22), ("wrong-item", 0.12), ("wrong-place", 0.16)],
        ["after-support"] = [("hard-to-reach", 0.22), ("long-wait", 0.27), ("repeat-myself", 0.2), ("not-understood", 0.12), ("no-answer", 0.14), ("unfriendly", 0.05)],
        ["after-return"] = [("label", 0.16), ("drop-off", 0.2), ("no-news", 0.24), ("late-refund", 0.28), ("wrong-amount", 0.07), ("refused", 0.05)],
        ["loyalty"] = [("points-missing", 0.22), ("out-of-reach", 0.24), ("poor-offers", 0.24), ("too-many-messages", 0.18), ("unclear", 0.12)],
        ["moment"] = [("unclear", 0.2), ("slow", 0.28), ("missing-info", 0.26), ("fault", 0.16), ("not-for-me", 0.1)],
    };

    public static JsonObject Make(DemoRandom random, DemoFeeling feeling)
    {
        var mood = feeling.Mood;
        var answers = new JsonObject();
        var survey = feeling.Survey;
        var face = Round(mood + random.Normal() * 0.3, 1, 5);
        var goal = mood + random.Normal() * 0.4 is var reached && reached > 3.2 ? "yes" : reached > 2.3 ? "partly" : "no";
        var ces = Round((mood - 1) / 4 * 6 + 1 + random.Normal() * 0.7, 1, 7);
        var nps = Round(2.3 * feeling.Memory - 1.2 + random.Normal() * 0.9, 0, 10);
        var list = random.Chance(0.87) ? ProblemsOf(random, feeling) : null;
        if (survey is "after-delivery" or "after-return" or "moment") answers["face"] = face;
        if (survey == "loyalty" || (survey == DemoSurveys.Moment && random.Chance(0.85))) answers["nps"] = nps;
        if (survey != "loyalty" || random.Chance(0.85)) answers["goal"] = survey == "loyalty" && random.Chance(0.05) ? "na" : goal;
        var effort = survey is "after-support" or "after-return" && random.Chance(0.92);
        if (effort) answers["ces"] = ces;
        if (survey is "after-support" or "loyalty" && random.Chance(0.88)) answers["emotion"] = Emotion(random, survey, mood);
        if (list is not null) answers["problems"] = list.Count == 0 ? "none" : list;
        if (survey == "moment") answers["importance"] = Importance(feeling);

        var trouble = list is { Count: > 0 };
        var asked = survey switch
        {
            "after-delivery" => face <= 3 || goal != "yes" || trouble,
            "after-support" => goal != "yes" || (effort && ces <= 4) || trouble,
            "after-return" => goal != "yes" || (effort && ces <= 4) || face <= 3 || trouble,
            _ => true,
        };
        if (asked && random.Chance(trouble || mood < 2.6 ? 0.55 : mood > 4.2 ? 0.35 : 0.22))
            answers["comment"] = DemoVerbatims.Write(random, feeling, trouble ? list![0]!["problem"]!.GetValue<string>() : null);
        return answers;
    }

    /// <summary>What somebody had filled in who has not sent it: the first answer or two.</summary>
    public static JsonObject Begun(DemoRandom random, DemoFeeling feeling)
    {
        var whole = Make(random, feeling);
        var begun = new JsonObject();
        foreach (var (key, value) in whole.Take(random.Whole(1, 2))) begun[key] = value?.DeepClone();
        return begun;
    }

    // Paying and knowing where the parcel is matter to most, a letter or an offer to few; who had trouble says so a little more often.
    private static int Importance(DemoFeeling feeling)
    {
        var usual = feeling.Touchpoint switch { "payment" or "tracking" or "repurchase" => 5, "newsletter" or "targeted-offer" or "birthday" or "testimonial" => 2, "review" or "referral" => 3, _ => 4 };
        var swing = ((int)(feeling.Mood * 97) % 4) switch { 0 => -1, 1 => feeling.Mood < 3 ? 1 : 0, _ => 0 };
        return Math.Clamp(usual + swing, 1, 5);
    }

    private static JsonArray ProblemsOf(DemoRandom random, DemoFeeling feeling)
    {
        var known = Problems[feeling.Survey];
        HashSet<string> met = [];
        if (feeling.IsLate && random.Chance(0.9)) met.Add("late");
        if (random.Chance(Math.Clamp((3.7 - feeling.Mood) * 0.33, 0.03, 0.9))) met.Add(random.Weighted(known));
        if (met.Count > 0 && random.Chance(0.2)) met.Add(random.Weighted(known));
        if (!feeling.IsLate && feeling.Survey == "after-delivery") met.Remove("late");
        var list = new JsonArray();
        foreach (var (problem, _) in known.Where(x => met.Contains(x.Item1)))
        {
            var item = new JsonObject { ["problem"] = problem, ["severity"] = Round(4.5 - feeling.Mood + random.Normal() * 0.7, 1, 4) };
            if (random.Chance(0.85)) item["resolved"] = random.Weighted([("yes", 0.3 + 0.1 * (feeling.Mood - 2)), ("partly", 0.2), ("no", 0.38), ("unknown", 0.1)]);
            list.Add(item);
        }

        return list;
    }

    private static JsonObject Emotion(DemoRandom random, string survey, double mood)
    {
        var m = mood + random.Normal() * 0.25;
        var support = survey == "after-support";
        var word = m switch
        {
            > 4.5 => support ? "grateful" : "delighted",
            > 4.1 => support ? "satisfied" : random.Pick(["grateful", "confident"]),
            > 3.6 => "satisfied",
            > 3.2 => support ? "relieved" : "confident",
            > 2.8 => "neutral",
            > 2.4 => random.Pick([support ? "worried" : "impatient", "confused"]),
            > 1.9 => "annoyed",
            > 1.3 => "disappointed",
            _ => "angry",
        };
        var emotion = new JsonObject { ["word"] = word };
        if (word != "neutral" && random.Chance(0.8)) emotion["intensity"] = Round(1.3 + Math.Abs(m - 3) * 0.8 + random.Normal() * 0.4, 1, 3);
        return emotion;
    }

    private static int Round(double value, int low, int high) => (int)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), low, high);
}
