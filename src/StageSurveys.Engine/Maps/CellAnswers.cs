using System.Text.Json;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;
using PublishedDefinitions = StageSurveys.Engine.Surveys.PublishedDefinitions;
using SurveyQuestion = StageSurveys.Engine.Surveys.SurveyQuestion;

namespace StageSurveys.Engine.Maps;

/// <summary>One answer behind a cell.</summary>
/// <param name="Persona">Null when the persona's own cell is hidden: naming it would let its answers be picked out.</param>
/// <param name="CustomerId">Null for the same reason.</param>
/// <param name="Value">What the response says in the dimension, before shrinkage.</param>
/// <param name="Weight">Its weight now: quality, and decay where answers weigh by age.</param>
/// <param name="Locale">Language in which it was given, as a tag such as "fr".</param>
public sealed record CellAnswer(
    DateTimeOffset AnsweredAt, MapPersona? Persona, Guid? CustomerId, double Value, double Weight, string Locale, IReadOnlyList<WordedAnswer> Answers)
{
    /// <summary>The response, for who may erase it; it leads to its customer and is shown to nobody else.</summary>
    public required Guid ResponseId { get; init; }
}

/// <summary>A cell with everything it was computed from.</summary>
/// <param name="Open">False when single answers may not be read; <paramref name="Answers"/> is empty then.</param>
/// <param name="Total">All answers behind the cell, of which one page is here; 0 when it does not open.</param>
public sealed record OpenedCell(
    ScoredJourney Journey, StageOutline Stage, TouchpointOutline Touchpoint, MapPersona? Persona, Dimension Dimension, CellScore Figure, CellDetail Detail,
    bool Open, long Total, int Page, IReadOnlyList<CellAnswer> Answers)
{
    /// <summary>How old the answers are; null when the cell does not open.</summary>
    public CellAge? Age { get; init; }

    /// <summary>What the team assumed of this figure; null where it assumed nothing, and for everybody together.</summary>
    public double? Assumed { get; init; }
}

/// <summary>Opens a cell down to the answers behind it.</summary>
public sealed class CellAnswers(ScoreJourney score, CellReading cells, CellDetails details, CellAges ages, ReadHypothesis hypotheses, PublishedDefinitions definitions, ProfileInForce profiles)
{
    /// <summary>Answers on a page.</summary>
    public const int PageSize = 20;

    /// <summary>The cell; a fault names what was asked for and does not exist. <paramref name="page"/> counts from 1; beyond the last comes the last.</summary>
    public Task<Outcome<OpenedCell>> RunAsync(
        string journeyKey, string touchpointKey, string? personaKey, Dimension dimension, MapScope scope, int page, CancellationToken cancel) =>
        profiles.SteadyAsync(_ => ReadAsync(journeyKey, touchpointKey, personaKey, dimension, scope, page, cancel), cancel);

    private async Task<Outcome<OpenedCell>> ReadAsync(
        string journeyKey, string touchpointKey, string? personaKey, Dimension dimension, MapScope scope, int page, CancellationToken cancel)
    {
        if (await score.RunAsync(journeyKey, scope, cancel) is not { } journey) return new Fault("journey", "There is no journey “{0}”.", journeyKey);
        if (journey.Unknown is { } unknown) return unknown;
        var persona = personaKey is null ? null : journey.Personas.FirstOrDefault(x => x.Key == personaKey);
        if (personaKey is not null && persona is null) return new Fault("persona", "There is no persona “{0}”.", personaKey);
        if (journey.Touchpoints.FirstOrDefault(x => x.Key == touchpointKey) is not { } touchpoint)
            return new Fault("touchpoint", "There is no touchpoint “{0}” in this journey.", touchpointKey);
        var stage = journey.Stages.First(x => x.Touchpoints.Contains(touchpoint)).Stage;
        var figure = journey.Cell(touchpointKey, personaKey)[dimension];
        var open = !figure.Suppressed && journey.IsOpen(touchpointKey, personaKey);
        if (!open) return new OpenedCell(journey, stage, touchpoint, persona, dimension, figure, CellDetail.None, false, 0, 1, []);
        var detail = (await details.RunAsync(journey, persona, cancel)).GetValueOrDefault(touchpointKey, CellDetail.None);
        var (total, shown, rows) = await ReadAsync(journey, touchpoint, persona, dimension, figure.N ?? 0, page, cancel);
        var assumed = persona is null ? null : (await hypotheses.LatestAsync(journey.Journey, persona, cancel)).Assumptions.GetValueOrDefault(touchpointKey)?[dimension];
        var age = (await ages.RunAsync(journey, persona, cancel)).GetValueOrDefault((touchpointKey, dimension));
        return new OpenedCell(journey, stage, touchpoint, persona, dimension, figure, detail, true, total, shown, rows) { Age = age, Assumed = assumed };
    }

    private async Task<(long Total, int Page, List<CellAnswer> Answers)> ReadAsync(
        ScoredJourney journey, TouchpointOutline touchpoint, MapPersona? persona, Dimension dimension, long total, int page, CancellationToken cancel)
    {
        var scope = journey.Scope;
        page = Paging.Nearest(page, total, PageSize);
        // The latest of each persona and survey version come from an index in order of time; of these the page is taken. What contacts of companies said comes from them on.
        var found = scope.Accounts is null
            ? $"""
              WITH cell AS (
                  SELECT DISTINCT persona_id, survey_version_id FROM cell_spans
                  WHERE touchpoint_id = $1 AND half_life = 0 AND days = 28 AND start > $3::date - 28 AND start <= $4::date
                    AND ($6::uuid IS NULL OR persona_id = $6) AND ($7::uuid[] IS NULL OR survey_version_id = ANY($7))
              )
              SELECT s.* FROM cell CROSS JOIN LATERAL (
                  SELECT * FROM response_scores s
                  WHERE s.touchpoint_id = $1 AND s.dimension = $2 AND s.persona_id = cell.persona_id AND s.survey_version_id = cell.survey_version_id
                    AND s.answered_at >= $8 AND s.answered_at < $9 AND (s.counts OR NOT $5)
                  ORDER BY s.answered_at DESC, s.response_id DESC LIMIT {(long)page * PageSize}
              ) s
              """
            : $"""
              SELECT s.* FROM {Belonging.Scores("$10")}
              WHERE s.touchpoint_id = $1 AND s.dimension = $2 AND s.answered_at >= $8 AND s.answered_at < $9 AND (s.counts OR NOT $5)
                AND ($6::uuid IS NULL OR s.persona_id = $6) AND ($7::uuid[] IS NULL OR s.survey_version_id = ANY($7)) AND $3::date <= $4::date
              """;
        await using var command = cells.Command(
            $"""
            SELECT s.answered_at, s.day, s.persona_id, s.customer_id, s.value, s.weight, r.survey_version_id, r.answers, r.touchpoint_id, r.locale, s.response_id
            FROM ({found} ORDER BY s.answered_at DESC, s.response_id DESC LIMIT {PageSize} OFFSET {(long)(page - 1) * PageSize}) s
            JOIN responses r ON r.id = s.response_id ORDER BY s.answered_at DESC, s.response_id DESC
            """, touchpoint.Id, dimension.Id(), scope.From, scope.To, scope.Latest, persona is null ? DBNull.Value : persona.Id, scope.Versions ?? (object)DBNull.Value,
            scope.Since, scope.Until);
        if (scope.Accounts is { } filter) command.Parameters.Add(new() { Value = filter.Ids });
        List<Row> rows = [];
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                rows.Add(new Row(
                    reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateOnly>(1), reader.GetGuid(2), reader.GetGuid(3),
                    reader.GetDouble(4), reader.GetDouble(5), reader.GetGuid(6), reader.GetString(7), reader.GetGuid(8), reader.GetString(9), reader.GetGuid(10)));
        var read = await definitions.RunAsync(rows.Select(x => x.Version), cancel);
        return (total, page, [.. rows.Select(Worded)]);

        CellAnswer Worded(Row row)
        {
            var own = journey.Personas.FirstOrDefault(x => x.Id == row.Persona);
            var named = own is not null && journey.IsOpen(touchpoint.Key, own.Key);
            using var answers = JsonDocument.Parse(row.Answers);
            var words = read.GetValueOrDefault(row.Version) is { } definition ? AnswerWords.Of(definition, answers.RootElement, journey.Profile, question => MayShow(question, row, own?.Key)) : [];
            var decay = scope.Weighting == Weighting.Recent ? Weights.Decay(row.Day, scope.To, journey.Profile) : 1;
            return new CellAnswer(row.At, named ? own : null, named ? row.Customer : null, row.Value, row.Weight * decay, row.Locale, words) { ResponseId = row.Response };
        }

        // A survey may measure several touchpoints: what it says of one whose cell does not open must not be read here either.
        bool MayShow(SurveyQuestion question, Row row, string? own)
        {
            if (question.MeasureTouchpoint is { } other && other != touchpoint.Key) return journey.IsOpen(other, own);
            if (question.MeasureTouchpoint is not null || row.AskedAt == touchpoint.Id) return true;
            return journey.Touchpoints.FirstOrDefault(x => x.Id == row.AskedAt) is { } asked && journey.IsOpen(asked.Key, own);
        }
    }

    private sealed record Row(DateTimeOffset At, DateOnly Day, Guid Persona, Guid Customer, double Value, double Weight, Guid Version, string Answers, Guid AskedAt, string Locale, Guid Response);
}
