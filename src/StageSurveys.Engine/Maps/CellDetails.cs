using StageSurveys.Engine.Journeys;
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
public sealed class CellDetails(CellReading cells, AnswerCounting answers, AskedAbout asked, PublishedDefinitions definitions)
{
    private const int Top = 3;

    /// <summary>By touchpoint key, for one persona or everybody; every problem, the most frequent first. Cells that may not be opened are missing.</summary>
    public async Task<IReadOnlyDictionary<string, CellDetail>> RunAsync(ScoredJourney journey, MapPersona? persona, CancellationToken cancel)
    {
        var open = OpenOf(journey, persona);
        if (open.Length == 0) return new Dictionary<string, CellDetail>();
        var ids = open.Select(x => x.Id).ToArray();
        var said = (await answers.RunAsync(ids, [AnswerChanges.Named, AskedAbout.Emotion, AskedAbout.Goal, AskedAbout.Importance], journey.PersonaIds(persona), journey.Scope, cancel))
            .ToLookup(x => x.Measure);
        var words = said[AskedAbout.Emotion].ToLookup(x => x.Touchpoint, x => new CellWord(x.Value, journey.Profile.EmotionBaseOf(x.Value) ?? 0, x.Count));
        var verbatims = await VerbatimsAsync(journey, ids, persona?.Id, null, cancel);
        var counts = await asked.RunAsync(journey, persona, [.. said[AskedAbout.Goal], .. said[AskedAbout.Importance]], cancel);
        var problems = await ProblemsAsync(said[AnswerChanges.Named], open.ToDictionary(x => x.Id, x => x.Key), counts, journey.Profile, cancel);
        return open.ToDictionary(x => x.Key, x => (new CellDetail([.. problems[x.Key]], [.. words[x.Id].Take(Top)], [.. verbatims[x.Id]]) with
        {
            Goal = GoalReading.Of(persona, counts.GetValueOrDefault((x.Key, AskedAbout.Goal)), counts.GetValueOrDefault((x.Key, AskedAbout.Importance)), journey.Profile),
        }).Beside(journey.Cell(x.Key, persona?.Key), counts.ContainsKey((x.Key, AskedAbout.Problems)), counts.ContainsKey((x.Key, AskedAbout.Emotion))));
    }

    /// <summary>The verbatims alone, by touchpoint key.</summary>
    /// <param name="receivedBy">Leaves out texts that were received later, whenever they were written; null takes all.</param>
    public async Task<ILookup<string, CellVerbatim>> TextsAsync(ScoredJourney journey, MapPersona? persona, DateTimeOffset? receivedBy, CancellationToken cancel)
    {
        var open = OpenOf(journey, persona);
        var texts = await VerbatimsAsync(journey, [.. open.Select(x => x.Id)], persona?.Id, receivedBy, cancel);
        return open.SelectMany(x => texts[x.Id].Select(text => (x.Key, Text: text))).ToLookup(x => x.Key, x => x.Text);
    }

    private static TouchpointOutline[] OpenOf(ScoredJourney journey, MapPersona? persona) => [.. journey.Touchpoints.Where(x => journey.IsOpen(x.Key, persona?.Key))];

    private async Task<ILookup<string, CellProblem>> ProblemsAsync(
        IEnumerable<SaidAnswer> named, IReadOnlyDictionary<Guid, string> keys, IReadOnlyDictionary<(string Touchpoint, string Measure), AskedCount> counts, ScoringProfile profile, CancellationToken cancel)
    {
        // Where too few were asked there is no count to compare with, and nothing to show.
        var told = named.Where(x => counts.ContainsKey((keys[x.Touchpoint], AskedAbout.Problems))).ToArray();
        var read = await definitions.RunAsync(told.Select(x => x.Version), cancel);
        return told.ToLookup(x => keys[x.Touchpoint], x => new CellProblem(
            x.Value,
            AnswerWords.Problem(read.GetValueOrDefault(x.Version), x.Value),
            Rates.Wilson(x.Count, counts[(keys[x.Touchpoint], AskedAbout.Problems)].Answers, profile)!,
            x.Count));
    }

    // Where somebody gave a score in the window itself; spans of four weeks say where to look.
    private const string HeardThen =
        """
        SELECT * FROM (
            SELECT DISTINCT touchpoint_id, persona_id, survey_version_id FROM cell_spans
            WHERE touchpoint_id = ANY($4) AND half_life = 0 AND days = 28 AND start > $5::date - 28 AND start <= $6::date
              AND ($7::uuid IS NULL OR persona_id = $7) AND ($8::uuid[] IS NULL OR survey_version_id = ANY($8))
        ) k WHERE EXISTS (
            SELECT FROM response_scores s
            WHERE s.touchpoint_id = k.touchpoint_id AND s.dimension IN ('goal', 'emotion', 'problem') AND s.persona_id = k.persona_id AND s.survey_version_id = k.survey_version_id
              AND s.answered_at >= $1 AND s.answered_at < $2
        )
        """;

    private const string Heard = "SELECT * FROM unnest($4::uuid[], $5::uuid[], $6::uuid[]) AS k (touchpoint_id, persona_id, survey_version_id)";

    private async Task<ILookup<Guid, CellVerbatim>> VerbatimsAsync(ScoredJourney journey, Guid[] touchpoints, Guid? persona, DateTimeOffset? receivedBy, CancellationToken cancel)
    {
        var scope = journey.Scope;
        var heard = journey.Heard?.Where(x => touchpoints.Contains(x.Touchpoint) && (persona is null || x.Persona == persona)).ToArray();
        object[] where = heard is not null
            ? [heard.Select(x => x.Touchpoint).ToArray(), heard.Select(x => x.Persona).ToArray(), heard.Select(x => x.Version).ToArray()]
            : [touchpoints, scope.From, scope.To, persona is { } id ? id : DBNull.Value, scope.Versions ?? (object)DBNull.Value];
        const string inTime = "v.answered_at >= $1 AND v.answered_at < $2 AND ($3::timestamptz IS NULL OR EXISTS (SELECT FROM responses r WHERE r.id = v.response_id AND r.received_at <= $3))";
        const string inCell = "v.touchpoint_id = cell.touchpoint_id AND v.persona_id = cell.persona_id AND v.survey_version_id = cell.survey_version_id";
        var next = where.Length + 4;
        var found = scope.Accounts is null
            ? $"cell CROSS JOIN LATERAL (SELECT * FROM verbatims v WHERE {inCell} AND {inTime} ORDER BY v.answered_at DESC, v.id DESC LIMIT {Top}) v"
            : $"""
              cell JOIN verbatims v ON {inCell} AND {inTime}
                  AND v.response_id IN (SELECT s.response_id FROM {Belonging.Scores($"${next}")} WHERE s.touchpoint_id = ANY(${next + 1}) AND s.day BETWEEN ${next + 2} AND ${next + 3})
              """;
        await using var command = cells.Command(
            $"""
            WITH cell AS ({(heard is not null ? Heard : HeardThen)})
            SELECT touchpoint_id, text, locale, answered_at FROM (
                SELECT v.*, row_number() OVER (PARTITION BY v.touchpoint_id ORDER BY v.answered_at DESC, v.id DESC) AS place FROM {found}
            ) ranked WHERE place <= {Top} ORDER BY touchpoint_id, place
            """, [scope.Since, scope.Until, receivedBy is { } by ? by.UtcDateTime : DBNull.Value, .. where, .. scope.Accounts is { } filter ? new object[] { filter.Ids, touchpoints, scope.From, scope.To } : []]);
        List<(Guid Touchpoint, CellVerbatim Verbatim)> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add((reader.GetGuid(0), new CellVerbatim(reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3))));
        return rows.ToLookup(x => x.Touchpoint, x => x.Verbatim);
    }
}
