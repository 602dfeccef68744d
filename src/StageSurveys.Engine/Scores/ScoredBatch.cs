using System.Text.Json;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Scores;

/// <summary>Everything that scoring some responses stores, made in memory from their answers and their survey versions.</summary>
internal sealed class ScoredBatch
{
    /// <summary>Dimension of raw values that give no score of their own.</summary>
    public const string NoDimension = "none";

    /// <summary>Dimension under which the raw rating 0..10 is kept as the outcome variable.</summary>
    public const string Nps = "nps";

    private readonly ScoringProfile profile;
    private readonly int number;

    private ScoredBatch(NumberedProfile profile) => (this.profile, number) = (profile.Profile, profile.Number);

    public List<Measurement> Measurements { get; } = [];
    public List<ResponseScore> Scores { get; } = [];
    public List<ReportedProblem> Problems { get; } = [];
    public List<Verbatim> Verbatims { get; } = [];

    /// <summary>Answers that could not be read (values from elsewhere, a touchpoint that does not exist); they count as not given.</summary>
    public int Unreadable { get; private set; }

    public static ScoredBatch Of(
        IReadOnlyCollection<ResponseRow> responses,
        IReadOnlyDictionary<Guid, SurveyDefinition> definitions,
        IReadOnlyDictionary<string, Guid> touchpoints,
        NumberedProfile profile)
    {
        var batch = new ScoredBatch(profile);
        foreach (var response in responses)
        {
            if (definitions.TryGetValue(response.SurveyVersionId, out var definition)) batch.Add(response, definition, touchpoints);
            else batch.Unreadable++;
        }

        return batch;
    }

    /// <summary>What is stored in the place of responses that are erased.</summary>
    public static ScoredBatch Nothing(NumberedProfile profile) => new(profile);

    /// <summary>Keys of the other touchpoints that questions of these versions measure.</summary>
    public static string[] OtherTouchpoints(IEnumerable<SurveyDefinition> definitions) =>
        [.. definitions.SelectMany(x => x.Questions).Select(x => x.MeasureTouchpoint).OfType<string>().Distinct()];

    private void Add(ResponseRow response, SurveyDefinition definition, IReadOnlyDictionary<string, Guid> touchpoints)
    {
        var byTouchpoint = new Dictionary<Guid, List<MeasuredAnswer>>();
        foreach (var (question, answer) in AnswerMeasures.Of(definition, response.Answers))
        {
            var touchpoint = response.TouchpointId;
            if (question.MeasureTouchpoint is { } key && !touchpoints.TryGetValue(key, out touchpoint)
                || question.MeasureKind is not { } kind
                || AnswerReader.Read(answer, kind, profile, question.CesTurned) is not { IsValid: true } reading)
            {
                Unreadable++;
                continue;
            }

            if (reading.Value is not { } value) continue;
            if (value is VerbatimValue verbatim) Verbatims.Add(Text(response, touchpoint, question.Name, verbatim.Text));
            if (!byTouchpoint.TryGetValue(touchpoint, out var list)) byTouchpoint[touchpoint] = list = [];
            list.Add(new MeasuredAnswer(question.Name, value));
        }

        foreach (var (touchpoint, answers) in byTouchpoint) Add(response, touchpoint, answers);
    }

    private void Add(ResponseRow response, Guid touchpoint, List<MeasuredAnswer> answers)
    {
        var scored = ResponseScoring.Score(answers, profile);
        var measured = scored.Measurements.Select(x => new Measurement
        {
            ResponseId = response.Id,
            TouchpointId = touchpoint,
            Question = x.QuestionId,
            Measure = x.Measure.Id(),
            Dimension = x.Dimension.Id(),
            Value = x.Value,
            Raw = x.RawValue,
            Detail = x.Detail,
            Tier = x.Tier,
            Profile = number,
        }).Concat(answers.Where(x => RawOf(x.Value) is not null).Select(x => new Measurement
        {
            ResponseId = response.Id,
            TouchpointId = touchpoint,
            Question = x.QuestionId,
            Measure = x.Value.Kind.Id(),
            Dimension = NoDimension,
            Raw = RawOf(x.Value),
            Tier = x.Value.Kind.Tier(),
            Profile = number,
        }));
        // A question that stands twice in a survey measures once.
        Measurements.AddRange(measured.DistinctBy(x => (x.Question, x.Dimension)));
        foreach (var dimension in Dimensions.All)
            if (scored[dimension] is { } score)
                Scores.Add(Score(response, touchpoint, dimension.Id(), score.Value, Weights.Undecayed(score.Quality, profile)));
        var ratings = answers.Select(x => x.Value).OfType<NpsValue>().Select(x => (double)x.Rating).ToArray();
        // Two such questions about one touchpoint are unusual; the first is the one the customer was asked before being tired.
        if (ratings.Length > 0) Scores.Add(Score(response, touchpoint, Nps, ratings[0], Weights.Undecayed(1, profile)));
        foreach (var measurement in scored.Measurements)
            Problems.AddRange(measurement.Problems.Select(x => new ReportedProblem
            {
                ResponseId = response.Id,
                TouchpointId = touchpoint,
                PersonaId = response.PersonaId,
                CustomerId = response.CustomerId,
                Question = measurement.QuestionId,
                Problem = x.Problem,
                Severity = x.Severity,
                Resolved = ResolvedIds.Id(x.Resolved),
                AnsweredAt = response.AnsweredAt,
            }));
    }

    private static double? RawOf(MeasureValue value) => value switch
    {
        NpsValue nps => nps.Rating,
        ImportanceValue importance => importance.Rating,
        _ => null,
    };

    private ResponseScore Score(ResponseRow response, Guid touchpoint, string dimension, double value, double weight) => new()
    {
        ResponseId = response.Id,
        TouchpointId = touchpoint,
        Dimension = dimension,
        PersonaId = response.PersonaId,
        SurveyVersionId = response.SurveyVersionId,
        CustomerId = response.CustomerId,
        AnsweredAt = response.AnsweredAt,
        Day = DateOnly.FromDateTime(response.AnsweredAt.UtcDateTime),
        Value = value,
        Weight = weight,
        Profile = number,
    };

    private static Verbatim Text(ResponseRow response, Guid touchpoint, string question, string text) => new()
    {
        ResponseId = response.Id,
        TouchpointId = touchpoint,
        PersonaId = response.PersonaId,
        SurveyVersionId = response.SurveyVersionId,
        Question = question,
        Text = text,
        Locale = response.Locale,
        AnsweredAt = response.AnsweredAt,
    };
}
