using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Surveys;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Invitations;

public sealed class CheckSurveyMailTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_survey_with_the_standard_wording_needs_nothing_but_a_sender()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        var (workspace, report) = await ReportAsync(database, engine, _ => { });

        Assert.True(report.CanBeSent);
        Assert.Equal(["Brand", "Mail:Transport"], report.Warnings.Select(x => x.Field).Order());
        await workspace.RunAsync("UPDATE brands SET name = 'Atelier Nord'");
        Assert.Equal(["Mail:Transport"], (await engine.Get<CheckSurveyMail>().RunAsync([workspace.SurveyId], None))[workspace.SurveyId].Warnings.Select(x => x.Field));
        await workspace.RunAsync("UPDATE surveys SET is_imported = true");
        Assert.Empty(await engine.Get<CheckSurveyMail>().RunAsync([workspace.SurveyId, Guid.NewGuid()], None));
    }

    [Fact]
    public async Task A_mail_without_its_link_in_one_language_cannot_be_sent_and_what_reads_badly_is_named_by_its_field()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        var (_, report) = await ReportAsync(database, engine, survey =>
        {
            survey.MailBody = new LocalText("Bonjour {{prenom}},\n\n![](https://shop.example/p.png)\n\n{{score}}", "");
            survey.MailSubject = new LocalText("", "How was it?");
        }, """{"elements":[{"type":"rating","name":"q","measure":"nps","rateMin":0,"rateMax":10,"title":{"default":"Would you?"}}]}""");

        Assert.Equal(["BodyFr", "BodyFr"], report.Faults.Select(x => x.Field));
        Assert.Contains(report.Faults, x => x.InEnglish == "There is no field {{prenom}}.");
        Assert.Contains(report.Faults, x => x.InEnglish == "The field {{link}} is missing: nobody could answer.");
        Assert.Equal(["BodyEn", "BodyFr", "Brand", "Mail:Transport", "SubjectFr", "q"], report.Warnings.Select(x => x.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_wording_of_ones_own_is_told_of_the_score_that_it_leaves_out()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        const string Own = "[Go]({{link}})";
        var (_, report) = await ReportAsync(database, engine, survey => survey.MailBody = new LocalText(Own, Own), """{"elements":[{"type":"rating","name":"q","measure":"nps","rateMin":0,"rateMax":10,"title":{"default":"Would you?","fr":"Vous ?"}}]}""");

        Assert.Equal(["BodyEn", "BodyFr"], report.Warnings.Select(x => x.Field).Where(x => x.StartsWith("Body", StringComparison.Ordinal)).Order());
        Assert.True(report.CanBeSent);
    }

    private static async Task<(Workspace Workspace, MailReport Report)> ReportAsync(TestDatabase database, EngineHost engine, Action<Survey> change, string? definition = null)
    {
        var workspace = await Workspace.WithDeliveryAsync(database);
        await using var db = database.OpenDb();
        var survey = await db.Surveys.SingleAsync();
        change(survey);
        if (definition is not null) db.SurveyVersions.Add(new SurveyVersion { SurveyId = survey.Id, Number = 2, Definition = definition, PublishedAt = DateTimeOffset.UnixEpoch });
        await db.SaveChangesAsync();
        return (workspace, (await engine.Get<CheckSurveyMail>().RunAsync([survey.Id], None))[survey.Id]);
    }
}
