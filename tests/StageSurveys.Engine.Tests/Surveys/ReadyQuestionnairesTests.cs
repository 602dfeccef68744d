using System.Text.RegularExpressions;
using StageSurveys.Engine.Surveys;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Tests.Surveys;

public class ReadyQuestionnairesTests
{
    public static TheoryData<string> Keys => [.. ReadyQuestionnaires.All.Select(ready => ready.Key)];

    [Fact]
    public void There_are_five() => Assert.Equal(
        ["after-delivery", "after-support", "after-return", "loyalty", "b2b-relationship"],
        ReadyQuestionnaires.All.Select(ready => ready.Key));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_can_be_published_as_it_is_in_both_languages(string key)
    {
        var report = PublishCheck.Run(ReadyQuestionnaires.Find(key)!.Definition, new HashSet<string>());

        Assert.Empty(report.Faults);
        Assert.Empty(report.Warnings);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_text_is_there_in_both_languages_with_French_typography(string key)
    {
        var ready = ReadyQuestionnaires.Find(key)!;
        var definition = SurveyDefinition.Parse(ready.Definition);
        var texts = definition.AllQuestions
            .SelectMany(question => question.Choices.Select(choice => choice.Text).Where(text => !text.IsEmpty).Prepend(question.Title))
            .Append(definition.Title)
            .ToList();

        Assert.All(texts, text => Assert.True(text.Has("en") && text.Has("fr")));
        var french = texts.Select(text => text.In("fr")!).Append(ready.Name.Fr).Append(ready.Description.Fr).ToList();
        Assert.DoesNotContain(french, text => Regex.IsMatch(text, "[^\u00a0\u202f][?!:;»]|«[^\u00a0\u202f]|'"));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_is_answered_in_under_a_minute(string key)
    {
        var definition = SurveyDefinition.Parse(ReadyQuestionnaires.Find(key)!.Definition);

        Assert.InRange(definition.Questions.Count, 3, key == "b2b-relationship" ? 8 : 6);
        Assert.InRange(definition.Pages.Count, 1, 2);
        Assert.All(definition.Questions, question => Assert.NotNull(question.Measure));
        // Nobody is made to write.
        Assert.DoesNotContain(definition.Questions, question => question.MeasureKind == MeasureKind.Verbatim && question.Required);
    }

    [Fact]
    public void The_one_after_delivery_is_the_shortest() =>
        Assert.InRange(SurveyDefinition.Parse(ReadyQuestionnaires.Find("after-delivery")!.Definition).Questions.Count, 3, 5);
}
