using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using StageSurveys.Engine.Surveys;
using StageSurveys.Testing;

namespace StageSurveys.Web.Tests.Surveys;

public sealed class SurveyScreensTests
{
    [Theory]
    [InlineData("fr", "Nouvelle enquête", "Après livraison", "Vérification du brouillon", "Enregistrer le brouillon")]
    [InlineData("en", "New survey", "After delivery", "Check of the draft", "Save the draft")]
    public async Task A_ready_questionnaire_is_chosen_edited_and_published(string language, string title, string name, string check, string save)
    {
        await using var office = await BackOffice.OpenAsync(language);
        Assert.NotNull((await office.GetAsync("/surveys")).QuerySelector(".empty a[href='/surveys/new']"));
        var choose = await office.GetAsync("/surveys/new");
        Assert.Equal(title, BackOffice.Text(choose, "h1"));
        Assert.Equal(6, choose.QuerySelectorAll("input[name=Ready]").Length);

        var editor = await office.PostAsync("/surveys/new", "/surveys", ("Ready", "after-delivery"));
        Assert.Equal(name, BackOffice.Text(editor, "h1"));
        using var island = JsonDocument.Parse(editor.QuerySelector("#survey-editor-data")!.TextContent);
        Assert.Equal(ReadyQuestionnaires.Find("after-delivery")!.Definition, island.RootElement.GetProperty("definition").GetString());
        Assert.Equal(save, island.RootElement.GetProperty("texts").GetProperty("Save the draft").GetString());

        var overview = await office.GetAsync("/surveys/after-delivery");
        Assert.Contains(check, overview.Body!.TextContent, StringComparison.Ordinal);
        var basedOn = overview.QuerySelector("input[name=basedOn]")!.GetAttribute("value")!;
        var published = await office.PostAsync("/surveys/after-delivery", "/surveys/after-delivery/publish", ("basedOn", basedOn));
        Assert.NotNull(published.QuerySelector("a[href='/surveys/after-delivery/versions/1']"));
        Assert.Contains(name, BackOffice.Text(await office.GetAsync("/surveys/after-delivery/versions/1"), "h1"), StringComparison.Ordinal);
        Assert.Contains(name, BackOffice.Text(await office.GetAsync("/surveys"), ".list-group-item"), StringComparison.Ordinal);
        Assert.Equal(name, BackOffice.Text(await office.GetAsync("/surveys/ready/after-delivery"), "h1"));
    }

    [Fact]
    public async Task What_would_make_answers_unscorable_is_named_and_blocks_publishing()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await office.PostAsync("/surveys/new", "/surveys", ("NameFr", "Essai"), ("Ready", ""));
        await SaveAsync(office, "essai", """{"elements":[{"type":"rating","name":"note","measure":"nps","title":{"default":"Rate","fr":"Notez"}}]}""");

        var overview = await office.GetAsync("/surveys/essai");
        Assert.Contains("exige exactement les valeurs 0 à 10", overview.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(overview.QuerySelector("form[action$='/publish']"));
        var refused = await office.PostAsync("/surveys/essai", "/surveys/essai/publish", ("basedOn", (await SavedAtAsync(office, "essai")).ToString("O")));
        Assert.Contains("Rien n’a été publié", BackOffice.Text(refused, ".notice.alert-danger[role=alert]"), StringComparison.Ordinal);
        Assert.Null(refused.QuerySelector("a[href='/surveys/essai/versions/1']"));

        using var check = await office.PostJsonAsync("/surveys/essai", "/surveys/check", new { definition = "{\n\"a\"}", basedOn = DateTimeOffset.UnixEpoch });
        using var result = JsonDocument.Parse(await check.Content.ReadAsStringAsync());
        Assert.Contains("ligne 2", result.RootElement.GetProperty("faults")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_save_on_top_of_somebody_elses_is_told_and_broken_text_is_refused()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.PostAsync("/surveys/new", "/surveys", ("NameEn", "Trial"), ("Ready", ""));
        var seen = await SavedAtAsync(office, "trial");
        using var mine = await office.PostJsonAsync("/surveys", "/surveys/trial/draft", new { definition = "{\"a\":1}\r\n", basedOn = seen });
        using var theirs = await office.PostJsonAsync("/surveys", "/surveys/trial/draft", new { definition = "{\"a\":2}", basedOn = seen });
        using var broken = await office.PostJsonAsync("/surveys", "/surveys/trial/draft", new { definition = "{\"a\":", basedOn = seen });
        using var nowhere = await office.PostJsonAsync("/surveys", "/surveys/nothing/draft", new { definition = "{}", basedOn = seen });

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity, HttpStatusCode.NotFound],
            [mine.StatusCode, theirs.StatusCode, broken.StatusCode, nowhere.StatusCode]);
        Assert.Contains("savedAt", await theirs.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("{\"a\":1}\r\n", await office.Client.GetStringAsync("/surveys/trial/export"));
    }

    [Fact]
    public async Task A_file_goes_in_and_comes_out_byte_for_byte()
    {
        await using var office = await BackOffice.OpenAsync("en");
        byte[] file = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("{ \"title\" : \"Parcel \\u00e9 é\",\r\n\t\"odd\":[1.50,1e2,{\"dup\":1,\"dup\":2}] }\r\n")];
        var overview = await ImportAsync(office, file, "parcel.json");
        Assert.Equal("Parcel é é", BackOffice.Text(overview, "h1"));
        Assert.Equal(file, await office.Client.GetByteArrayAsync("/surveys/parcel-e-e/export"));

        using var island = JsonDocument.Parse((await office.GetAsync("/surveys/parcel-e-e/edit")).QuerySelector("#survey-editor-data")!.TextContent);
        var shown = island.RootElement.GetProperty("definition").GetString()!;
        Assert.Equal(file, Encoding.UTF8.GetBytes(shown));
        await SaveAsync(office, "parcel-e-e", shown);
        Assert.Equal(file, await office.Client.GetByteArrayAsync("/surveys/parcel-e-e/export"));

        var refused = await ImportAsync(office, "{\n oops"u8.ToArray(), "broken.json");
        Assert.Contains("line 2", refused.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_survey_leaves_the_list_and_comes_back_by_undo()
    {
        await using var office = await BackOffice.OpenAsync("en");
        await office.PostAsync("/surveys/new", "/surveys", ("Ready", "loyalty"));
        var list = await office.PostAsync("/surveys", "/surveys/loyalty-nps/archive");
        Assert.NotNull(list.QuerySelector("form[action='/surveys/loyalty-nps/restore']"));
        Assert.NotNull(list.QuerySelector(".empty"));
        var back = await office.PostAsync("/surveys", "/surveys/loyalty-nps/restore");
        Assert.NotNull(back.QuerySelector("a[href='/surveys/loyalty-nps/edit']"));
        var copy = await office.PostAsync("/surveys", "/surveys/loyalty-nps/copy");
        Assert.Equal("Loyalty (NPS) (copy)", BackOffice.Text(copy, "h1"));
        Assert.Equal(HttpStatusCode.NotFound, (await office.Client.GetAsync("/surveys/nothing")).StatusCode);
    }

    [Fact]
    public void Every_text_of_the_editors_script_comes_with_the_page()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(TestFolder.Repository, "wwwroot-assets/src/editor"), "*.js").Select(File.ReadAllText);
        var used = sources.SelectMany(source => Regex.Matches(source, "\\bt\\(\"([^\"]+)\"[,)]")).Select(match => match.Groups[1].Value).ToHashSet();
        var given = File.ReadAllText(Path.Combine(TestFolder.Repository, "src/StageSurveys.Web/Features/Surveys/EditorTexts.cs"));
        var french = File.ReadAllText(Path.Combine(TestFolder.Repository, "src/StageSurveys.Web/Features/Surveys/SurveysText.fr.resx"));

        Assert.True(used.Count > 80);
        Assert.DoesNotContain(used, text => !given.Contains($"\"{text}\"", StringComparison.Ordinal));
        var keys = Regex.Matches(given, "\"([^\"]+)\",").Select(match => match.Groups[1].Value);
        Assert.DoesNotContain(keys, text => !french.Contains($"name=\"{text}\"", StringComparison.Ordinal));
    }

    private static async Task<DateTimeOffset> SavedAtAsync(BackOffice office, string key)
    {
        using var island = JsonDocument.Parse((await office.GetAsync($"/surveys/{key}/edit")).QuerySelector("#survey-editor-data")!.TextContent);
        return island.RootElement.GetProperty("savedAt").GetDateTimeOffset();
    }

    private static async Task SaveAsync(BackOffice office, string key, string definition)
    {
        using var saved = await office.PostJsonAsync("/surveys", $"/surveys/{key}/draft", new { definition, basedOn = await SavedAtAsync(office, key) });
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
    }

    private static async Task<IHtmlDocument> ImportAsync(BackOffice office, byte[] file, string name)
    {
        var page = await office.GetAsync("/surveys/new");
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var form = new MultipartFormDataContent { { new StringContent(page.DocumentElement.GetAttribute("data-csrf")!), "__RequestVerificationToken" }, { content, "File", name } };
        var response = await office.Client.PostAsync("/surveys/import", form);
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync(), CancellationToken.None);
    }
}
