using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;
using PublishedDefinitions = StageSurveys.Engine.Surveys.PublishedDefinitions;

namespace StageSurveys.Engine.Maps;

/// <summary>A problem of a cell: who was asked for problems, and the share who named this one.</summary>
/// <param name="Label">As the survey words it.</param>
/// <param name="Share">Of those asked, with its Wilson interval; n is those asked.</param>
/// <param name="Reporters">Responses that name it.</param>
public sealed record CellProblem(string Id, LocalText Label, Rate Share, long Reporters)
{
    /// <summary>Customers and money at risk (M11); only on the map of a persona, whose size is known.</summary>
    public AtRisk? AtRisk { get; init; }

    /// <summary>Share 0..1 of the reporters who did not get in touch; null where it is not known.</summary>
    public double? SilentShare { get; init; }
}

/// <summary>An emotion word of a cell and how often it was chosen.</summary>
public sealed record CellWord(string Word, double Base, long Count);

/// <summary>What somebody wrote about a touchpoint.</summary>
public sealed record CellVerbatim(string Text, string Locale, DateTimeOffset AnsweredAt);

/// <summary>What stands behind the figures of a cell. Empty where the cell is hidden.</summary>
public sealed record CellDetail(IReadOnlyList<CellProblem> Problems, IReadOnlyList<CellWord> Words, IReadOnlyList<CellVerbatim> Verbatims)
{
    public static CellDetail None { get; } = new([], [], []);

    /// <summary>What the direct questions say of the goal, and the opportunity (M12).</summary>
    public GoalReading Goal { get; init; } = GoalReading.None;

    /// <summary>
    /// Without the problems and words of a dimension whose figure has too little weight to be drawn (the parts say no more than the whole), and without those
    /// that too few people were asked for.
    /// </summary>
    internal CellDetail Beside(CellFigures figures, bool problemsAsked, bool wordsAsked) => this with
    {
        Problems = problemsAsked && figures.Problem.Badge != Reliability.Insufficient ? Problems : [],
        Words = wordsAsked && figures.Emotion.Badge != Reliability.Insufficient ? Words : [],
        Goal = figures.Goal.Badge != Reliability.Insufficient ? Goal : GoalReading.None,
    };
}

/// <summary>Reads problems, emotion words and latest verbatims of the cells of a journey, each with one statement.</summary>
public sealed class CellDetails(CellReading cells, AskedAbout asked, PublishedDefinitions definitions)
{
    private const int Top = 3;

    /// <summary>By touchpoint key, for one persona or everybody; every problem, the most frequent first. Cells that may not be opened are missing.</summary>
    /// <param name="receivedBy">Leaves out texts that were received later, whenever they were written; null takes all.</param>
    public async Task<IReadOnlyDictionary<string, CellDetail>> RunAsync(
        ScoredJourney journey, MapPersona? persona, CancellationToken cancel, DateTimeOffset? receivedBy = null)
    {
        var open = journey.Touchpoints.Where(x => journey.IsOpen(x.Key, persona?.Key)).ToArray();
        if (open.Length == 0) return new Dictionary<string, CellDetail>();
        var ids = open.Select(x => x.Id).ToArray();
        var problems = await ProblemsAsync(ids, persona?.Id, journey, cancel);
        var words = await WordsAsync(ids, persona?.Id, journey, cancel);
        var verbatims = await VerbatimsAsync(ids, persona?.Id, journey.Scope, receivedBy, cancel);
        var counts = await asked.RunAsync(journey, persona, cancel);
        return open.ToDictionary(x => x.Key, x => (new CellDetail([.. problems[x.Id]], [.. words[x.Id].Take(Top)], [.. verbatims[x.Id]]) with
        {
            Goal = GoalReading.Of(counts.GetValueOrDefault((x.Key, AskedAbout.Goal)), counts.GetValueOrDefault((x.Key, AskedAbout.Importance)), journey.Profile),
        }).Beside(journey.Cell(x.Key, persona?.Key), counts.ContainsKey((x.Key, AskedAbout.Problems)), counts.ContainsKey((x.Key, AskedAbout.Emotion))));
    }

    private async Task<ILookup<Guid, CellProblem>> ProblemsAsync(Guid[] touchpoints, Guid? persona, ScoredJourney journey, CancellationToken cancel)
    {
        var (scope, profile) = (journey.Scope, journey.Profile);
        await using var command = cells.Command(
            """
            WITH asked AS (
                SELECT m.touchpoint_id, m.response_id FROM measurements m
                JOIN response_scores s ON s.response_id = m.response_id AND s.touchpoint_id = m.touchpoint_id AND s.dimension = m.dimension
                WHERE m.touchpoint_id = ANY($1) AND m.measure = 'problems' AND s.day BETWEEN $2 AND $3 AND (s.counts OR NOT $4)
                  AND ($5::uuid IS NULL OR s.persona_id = $5)
            ), totals AS (
                SELECT touchpoint_id, count(DISTINCT response_id) AS n FROM asked GROUP BY touchpoint_id
            )
            SELECT p.touchpoint_id, p.problem, count(DISTINCT p.response_id), totals.n, max(p.question), max(r.survey_version_id::text)
            FROM (SELECT DISTINCT touchpoint_id, response_id FROM asked) a
            JOIN reported_problems p ON p.response_id = a.response_id AND p.touchpoint_id = a.touchpoint_id AND p.severity > 0
            JOIN responses r ON r.id = p.response_id
            JOIN totals ON totals.touchpoint_id = p.touchpoint_id
            GROUP BY p.touchpoint_id, p.problem, totals.n ORDER BY 1, 3 DESC, 2
            """, touchpoints, scope.From, scope.To, scope.Latest, persona is { } id ? id : DBNull.Value);
        List<(Guid Touchpoint, string Problem, long Reporters, long Asked, string Question, Guid Version)> rows = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                rows.Add((reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), Guid.Parse(reader.GetString(5))));
        var read = await definitions.RunAsync(rows.Select(x => x.Version), cancel);
        return rows.ToLookup(x => x.Touchpoint, x => new CellProblem(
            x.Problem,
            AnswerWords.Choice(read.GetValueOrDefault(x.Version), x.Question, x.Problem),
            Rates.Wilson(x.Reporters, x.Asked, profile)!,
            x.Reporters));
    }

    private async Task<ILookup<Guid, CellWord>> WordsAsync(Guid[] touchpoints, Guid? persona, ScoredJourney journey, CancellationToken cancel)
    {
        var scope = journey.Scope;
        await using var command = cells.Command(
            """
            SELECT m.touchpoint_id, m.detail, count(DISTINCT m.response_id) FROM measurements m
            JOIN response_scores s ON s.response_id = m.response_id AND s.touchpoint_id = m.touchpoint_id AND s.dimension = m.dimension
            WHERE m.touchpoint_id = ANY($1) AND m.measure = 'emotion' AND m.detail IS NOT NULL AND s.day BETWEEN $2 AND $3 AND (s.counts OR NOT $4)
              AND ($5::uuid IS NULL OR s.persona_id = $5)
            GROUP BY m.touchpoint_id, m.detail ORDER BY 1, 3 DESC, 2
            """, touchpoints, scope.From, scope.To, scope.Latest, persona is { } id ? id : DBNull.Value);
        List<(Guid Touchpoint, CellWord Word)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add((reader.GetGuid(0), new CellWord(reader.GetString(1), journey.Profile.EmotionBaseOf(reader.GetString(1)) ?? 0, reader.GetInt64(2))));
        return rows.ToLookup(x => x.Touchpoint, x => x.Word);
    }

    private async Task<ILookup<Guid, CellVerbatim>> VerbatimsAsync(
        Guid[] touchpoints, Guid? persona, FixedScope scope, DateTimeOffset? receivedBy, CancellationToken cancel)
    {
        await using var command = cells.Command(
            $"""
            SELECT t.id, v.text, v.locale, v.answered_at FROM unnest($1::uuid[]) AS t (id)
            CROSS JOIN LATERAL (
                SELECT text, locale, answered_at FROM verbatims w
                WHERE touchpoint_id = t.id AND answered_at >= $2 AND answered_at < $3 AND ($4::uuid IS NULL OR persona_id = $4)
                  AND ($5::timestamptz IS NULL OR EXISTS (SELECT FROM responses r WHERE r.id = w.response_id AND r.received_at <= $5))
                ORDER BY answered_at DESC, id DESC LIMIT {Top}
            ) v
            """, touchpoints, scope.Since, scope.Until, persona is { } id ? id : DBNull.Value, receivedBy is { } by ? by.UtcDateTime : DBNull.Value);
        List<(Guid Touchpoint, CellVerbatim Verbatim)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add((reader.GetGuid(0), new CellVerbatim(reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3))));
        return rows.ToLookup(x => x.Touchpoint, x => x.Verbatim);
    }
}
