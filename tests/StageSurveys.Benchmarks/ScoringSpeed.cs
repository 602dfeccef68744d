using System.Diagnostics;
using System.Text.Json;
using StageSurveys.Scoring;

namespace StageSurveys.Benchmarks;

/// <summary>Responses read and scored a second on one core, without a database: four answers each, from JSON to scores.</summary>
public static class ScoringSpeed
{
    private static readonly (string Question, MeasureKind Kind)[] Questions =
        [("goal", MeasureKind.Goal), ("face", MeasureKind.Face), ("problems", MeasureKind.Problems), ("csat", MeasureKind.Csat)];

    public static void Run(int seconds)
    {
        var responses = Enumerable.Range(0, 1000).Select(Response).ToArray();
        var profile = ScoringProfile.V1;
        for (var i = 0; i < 100; i++) Round(responses, profile);
        var watch = Stopwatch.StartNew();
        var (rounds, sum) = (0L, 0.0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var processor = Environment.CpuUsage.TotalTime;
        for (; watch.Elapsed < TimeSpan.FromSeconds(seconds); rounds++) sum += Round(responses, profile);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var scored = rounds * responses.Length;
        var took = watch.Elapsed;
        // On a machine that is shared, a thread waits for its turn; what it had of a core is the processor's time.
        var core = Environment.CpuUsage.TotalTime - processor;
        watch.Restart();
        for (var i = 0L; i < rounds; i++) sum += Floor(responses);
        var floor = watch.Elapsed;
        var load = ScratchServer.Load;
        Console.WriteLine($"scored                     {scored / took.TotalSeconds,11:N0} /s   (one thread, four answers each; load average {load}; wanted: at least 300,000)");
        Console.WriteLine($"by processor time          {scored / core.TotalSeconds,11:N0} /s   (the whole process had {core.TotalSeconds:0.0} s of a core in {took.TotalSeconds:0.0} s)");
        Console.WriteLine($"an answer                  {took.TotalNanoseconds / scored / Questions.Length,11:N0} ns");
        Console.WriteLine($"allocated                  {(double)bytes / scored,11:N0} bytes a response");
        Console.WriteLine($"floor: finding the answers {scored / floor.TotalSeconds,11:N0} /s   (the same look-ups in the JSON and nothing else; check {sum:0})");
        Console.WriteLine($"ratio                      {floor / took,11:0.000}");
    }

    private static double Round(JsonElement[] responses, ScoringProfile profile)
    {
        var sum = 0.0;
        var answers = new List<MeasuredAnswer>(4);
        foreach (var response in responses)
        {
            answers.Clear();
            foreach (var (question, kind) in Questions)
                if (response.TryGetProperty(question, out var given) && AnswerReader.Read(given, kind, profile).Value is { } value) answers.Add(new MeasuredAnswer(question, value));
            var score = ResponseScoring.Score(answers, profile);
            sum += (score.Goal?.Value ?? 0) + (score.Emotion?.Value ?? 0) + (score.Problem?.Value ?? 0);
        }

        return sum;
    }

    private static double Floor(JsonElement[] responses)
    {
        var sum = 0.0;
        foreach (var response in responses)
            foreach (var (question, _) in Questions)
                if (response.TryGetProperty(question, out var given)) sum += (int)given.ValueKind;
        return sum;
    }

    private static JsonElement Response(int i) => JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        ["goal"] = (i % 5) switch { 0 or 1 or 2 => "yes", 3 => "partly", _ => "no" },
        ["face"] = 1 + i * 7 % 5,
        ["csat"] = 1 + i * 3 % 5,
        ["problems"] = i % 3 == 0 ? new object[] { new { problem = "late", severity = 1 + i % 4, resolved = "partly" } } : "none",
    });
}
