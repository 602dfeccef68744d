using System.Text.Json;

namespace StageSurveys.Scoring.Tests.Measures;

public class AnswerReaderTests
{
    private static MeasureReading Read(string json, MeasureKind kind, bool turned = false) =>
        AnswerReader.Read(JsonDocument.Parse(json).RootElement, kind, ScoringProfile.V1, turned);

    [Fact]
    public void Every_measure_reads_its_plain_shape()
    {
        Assert.Equal(new GoalValue(GoalAnswer.Partly), Read("\"partly\"", MeasureKind.Goal).Value);
        Assert.Equal(new GoalValue(GoalAnswer.NotConcerned), Read("\"na\"", MeasureKind.Goal).Value);
        Assert.Equal(new GoalValue(GoalAnswer.Yes), Read("true", MeasureKind.Goal).Value);
        Assert.Equal(new FaceValue(4), Read("4", MeasureKind.Face).Value);
        Assert.Equal(new CsatValue(5), Read("\"5\"", MeasureKind.Csat).Value);
        Assert.Equal(new CesValue(7, true), Read("7.0", MeasureKind.Ces, turned: true).Value);
        Assert.Equal(new NpsValue(0), Read("0", MeasureKind.Nps).Value);
        Assert.Equal(new ImportanceValue(3), Read("3", MeasureKind.Importance).Value);
        Assert.Equal(new VerbatimValue("Très bien"), Read("\" Très bien \"", MeasureKind.Verbatim).Value);
        Assert.Equal(new EmotionValue("worried"), Read("\"worried\"", MeasureKind.Emotion).Value);
        Assert.Equal(new EmotionValue("worried", 2), Read("""{"word":"worried","intensity":2}""", MeasureKind.Emotion).Value);
        Assert.Equal(new EmotionValue("angry"), Read("""{"word":"angry"}""", MeasureKind.Emotion).Value);
    }

    [Fact]
    public void Problems_come_as_objects_as_ticked_ids_or_as_none()
    {
        var full = Read("""[{"problem":"late","severity":3,"resolved":"no"},{"problem":"torn"},"rude",{}]""", MeasureKind.Problems).Value;

        Assert.Equal(
            [new ReportedProblem("late", 3, Resolved.No), new("torn", 2, Resolved.Unknown), new("rude", 2, Resolved.Unknown)],
            Assert.IsType<ProblemsValue>(full).Problems);
        Assert.Empty(Assert.IsType<ProblemsValue>(Read("\"none\"", MeasureKind.Problems).Value).Problems);
        Assert.Empty(Assert.IsType<ProblemsValue>(Read("[\"none\"]", MeasureKind.Problems).Value).Problems);
    }

    [Fact]
    public void An_empty_answer_is_missing_for_every_measure()
    {
        foreach (var kind in MeasureKinds.All)
        {
            Assert.True(Read("null", kind).IsMissing);
            Assert.True(Read("\"  \"", kind).IsMissing);
            Assert.True(Read("[]", kind).IsMissing);
            Assert.True(AnswerReader.Read(default, kind, ScoringProfile.V1).IsMissing);
        }

        Assert.True(Read("[{}]", MeasureKind.Problems).IsMissing);
    }

    [Theory]
    [InlineData("\"maybe\"", MeasureKind.Goal, MeasureFaultCode.UnknownValue, "")]
    [InlineData("1", MeasureKind.Goal, MeasureFaultCode.WrongShape, "")]
    [InlineData("6", MeasureKind.Face, MeasureFaultCode.OutOfRange, "")]
    [InlineData("0", MeasureKind.Csat, MeasureFaultCode.OutOfRange, "")]
    [InlineData("3.5", MeasureKind.Csat, MeasureFaultCode.OutOfRange, "")]
    [InlineData("1e99", MeasureKind.Nps, MeasureFaultCode.OutOfRange, "")]
    [InlineData("-1", MeasureKind.Nps, MeasureFaultCode.OutOfRange, "")]
    [InlineData("true", MeasureKind.Nps, MeasureFaultCode.WrongShape, "")]
    [InlineData("\"good\"", MeasureKind.Ces, MeasureFaultCode.WrongShape, "")]
    [InlineData("\"joyful\"", MeasureKind.Emotion, MeasureFaultCode.UnknownValue, "")]
    [InlineData("{\"intensity\":2}", MeasureKind.Emotion, MeasureFaultCode.MissingPart, "word")]
    [InlineData("{\"word\":\"angry\",\"intensity\":4}", MeasureKind.Emotion, MeasureFaultCode.OutOfRange, "intensity")]
    [InlineData("{\"word\":7}", MeasureKind.Emotion, MeasureFaultCode.WrongShape, "word")]
    [InlineData("\"late\"", MeasureKind.Problems, MeasureFaultCode.WrongShape, "")]
    [InlineData("[\"late\",\"none\"]", MeasureKind.Problems, MeasureFaultCode.Contradiction, "")]
    [InlineData("[\"late\",{\"severity\":2}]", MeasureKind.Problems, MeasureFaultCode.MissingPart, "[1].problem")]
    [InlineData("[{\"problem\":\"late\",\"severity\":5}]", MeasureKind.Problems, MeasureFaultCode.OutOfRange, "[0].severity")]
    [InlineData("[{\"problem\":\"late\",\"resolved\":\"soon\"}]", MeasureKind.Problems, MeasureFaultCode.UnknownValue, "[0].resolved")]
    [InlineData("[{\"problem\":3}]", MeasureKind.Problems, MeasureFaultCode.WrongShape, "[0].problem")]
    [InlineData("[12]", MeasureKind.Problems, MeasureFaultCode.WrongShape, "[0]")]
    [InlineData("12", MeasureKind.Verbatim, MeasureFaultCode.WrongShape, "")]
    public void A_wrong_answer_says_what_is_wrong_and_where(string json, MeasureKind kind, MeasureFaultCode code, string field)
    {
        var reading = Read(json, kind);

        Assert.False(reading.IsValid);
        Assert.Null(reading.Value);
        Assert.Equal((code, field), (reading.Fault.Code, reading.Fault.Field));
        Assert.EndsWith(".", reading.Fault.Message);
        Assert.NotEmpty(reading.Fault.Allowed);
    }

    [Fact]
    public void A_fault_keeps_only_the_start_of_what_was_sent_and_its_message_none_of_it()
    {
        var fault = Read("\"" + new string('x', 500) + "\"", MeasureKind.Goal).Fault!;

        Assert.Equal(40, fault.Got.Length);
        Assert.DoesNotContain("xx", fault.Message);
    }

    [Fact]
    public void Ids_and_dimensions_of_the_measures_are_the_models()
    {
        Assert.Equal(
            ["goal", "face", "emotion", "problems", "csat", "ces", "nps", "verbatim", "importance"], MeasureKinds.All.Select(k => k.Id()));
        Assert.All(MeasureKinds.All, kind => Assert.Equal(kind, MeasureKinds.FromId(kind.Id())));
        Assert.All(MeasureKinds.All, kind => Assert.Equal($"\"{kind.Id()}\"", JsonSerializer.Serialize(kind)));
        Assert.Equal([Dimension.Goal, Dimension.Emotion], MeasureKind.Csat.Fills());
        Assert.Empty(MeasureKind.Importance.Fills());
        Assert.Null(MeasureKinds.FromId("Goal"));
    }

    [Theory]
    [InlineData(MeasureKind.Face, 1, 5)]
    [InlineData(MeasureKind.Csat, 1, 5)]
    [InlineData(MeasureKind.Ces, 1, 7)]
    [InlineData(MeasureKind.Nps, 0, 10)]
    [InlineData(MeasureKind.Importance, 1, 5)]
    public void A_scale_takes_its_bounds_and_nothing_beyond(MeasureKind kind, int min, int max)
    {
        MeasureReading Read(int rating) => AnswerReader.Read(JsonSerializer.SerializeToElement(rating), kind, ScoringProfile.V1);

        Assert.Equal((min, max), ScoringProfile.V1.BoundsOf(kind));
        Assert.True(Read(min).IsValid && Read(max).IsValid);
        Assert.False(Read(min - 1).IsValid || Read(max + 1).IsValid);
    }

    [Fact]
    public void A_measure_without_a_scale_has_no_bounds() =>
        Assert.All([MeasureKind.Goal, MeasureKind.Emotion, MeasureKind.Problems, MeasureKind.Verbatim], kind => Assert.Null(ScoringProfile.V1.BoundsOf(kind)));

    [Fact]
    public void Every_emotion_word_has_a_label_in_both_languages()
    {
        Assert.Equal(12, EmotionWords.All.Count);
        Assert.All(EmotionWords.All, word => Assert.NotEqual(word, EmotionWords.Label(word).Fr));
        Assert.Equal("Déçu", EmotionWords.Label("disappointed").In("fr-CA"));
        Assert.Equal("Disappointed", EmotionWords.Label("disappointed").In("de"));
        Assert.Equal("Bloquante", MeasureLabels.Severity(4).Fr);
    }
}
