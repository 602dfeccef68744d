using System.Text.Json;
using static StageSurveys.Scoring.AnswerReader;

namespace StageSurveys.Scoring;

/// <summary>Reads a list of problems in the shapes that <see cref="AnswerReader"/> documents.</summary>
internal static class ProblemsReader
{
    public static MeasureReading Read(JsonElement answer, ScoringProfile profile)
    {
        const string shape = "\"none\" or an array of problems";
        if (IsNone(answer))
        {
            return MeasureReading.Of(ProblemsValue.None);
        }

        if (answer.ValueKind != JsonValueKind.Array)
        {
            return Bad(MeasureFaultCode.WrongShape, "", answer, shape);
        }

        var problems = new List<ReportedProblem>();
        var none = false;
        var i = -1;
        foreach (var item in answer.EnumerateArray())
        {
            i++;
            if (IsNone(item))
            {
                none = true;
            }
            else if (item.ValueKind == JsonValueKind.String && !IsEmpty(item))
            {
                problems.Add(new ReportedProblem(item.GetString()!.Trim(), profile.SeverityWhenMissing, Resolved.Unknown));
            }
            else if (item.ValueKind == JsonValueKind.Object)
            {
                var (problem, fault) = Problem(item, i, profile);
                if (fault is { } bad)
                {
                    return bad;
                }

                if (problem is not null)
                {
                    problems.Add(problem);
                }
            }
            else if (!IsEmpty(item))
            {
                return Bad(MeasureFaultCode.WrongShape, $"[{i}]", item, "a problem id or an object with problem, severity, resolved");
            }
        }

        if (none)
        {
            return problems.Count == 0
                ? MeasureReading.Of(ProblemsValue.None)
                : Bad(MeasureFaultCode.Contradiction, "", answer, "\"none\" alone, or problems without it");
        }

        return problems.Count == 0 ? MeasureReading.Missing : MeasureReading.Of(new ProblemsValue(problems));
    }

    private static (ReportedProblem? Problem, MeasureReading? Fault) Problem(JsonElement item, int place, ScoringProfile profile)
    {
        var hasId = item.TryGetProperty("problem", out var id) && !IsEmpty(id);
        var hasSeverity = item.TryGetProperty("severity", out var severity) && !IsEmpty(severity);
        var hasResolved = item.TryGetProperty("resolved", out var resolved) && !IsEmpty(resolved);
        if (!hasId)
        {
            return hasSeverity || hasResolved ? (null, Bad(MeasureFaultCode.MissingPart, $"[{place}].problem", item, "the id of a problem")) : (null, null);
        }

        if (id.ValueKind != JsonValueKind.String)
        {
            return (null, Bad(MeasureFaultCode.WrongShape, $"[{place}].problem", id, "the id of a problem"));
        }

        var harm = profile.SeverityWhenMissing;
        if (hasSeverity && Whole(severity, 0, profile.SeverityMax, ".severity", out harm) is { } fault)
        {
            return (null, fault.At($"[{place}]"));
        }

        var state = Resolved.Unknown;
        if (hasResolved)
        {
            if ((resolved.ValueKind == JsonValueKind.String ? ResolvedIds.FromId(Known(resolved, ResolvedIds.All)) : null) is not { } known)
            {
                return (null, Bad(MeasureFaultCode.UnknownValue, $"[{place}].resolved", resolved, string.Join(", ", ResolvedIds.All)));
            }

            state = known;
        }

        return (new ReportedProblem(id.GetString()!.Trim(), harm, state), null);
    }

    private static bool IsNone(JsonElement element) => element.ValueKind == JsonValueKind.String && element.ValueEquals(ProblemIds.None);
}
