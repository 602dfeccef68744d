using System.Text;
using Npgsql;
using StageSurveys.Engine.Surveys;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Surveys;

public sealed class SurveyUseCasesTests : IAsyncLifetime
{
    private const string Good = """{"elements":[{"type":"rating","name":"nps","measure":"nps","rateMin":0,"rateMax":10}]}""";

    private TestDatabase database = null!;
    private EngineHost engine = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        engine = EngineHost.Build(database);
    }

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Every_definition_goes_in_is_saved_published_and_comes_out_to_the_letter()
    {
        List<byte[]> given = [.. OwnDefinitions.All.Select(Encoding.UTF8.GetBytes), .. ReadyQuestionnaires.All.Select(ready => Encoding.UTF8.GetBytes(ready.Definition))];
        if (OwnDefinitions.CorpusFolder() is { } corpus)
        {
            var found = Directory.EnumerateFiles(corpus, "*.json", SearchOption.AllDirectories)
                .Where(file => Path.GetDirectoryName(file) != corpus).Select(File.ReadAllBytes).ToList();
            Assert.NotEmpty(found);
            given.AddRange(found);
        }

        foreach (var bytes in given)
        {
            var key = Value(await Import(bytes, "Enquête"));
            var read = (await engine.Get<ReadSurvey>().RunAsync(key, default))!;
            var saved = await engine.Get<SaveSurveyDraft>().RunAsync(key, read.Draft, read.DraftUpdatedAt, default);
            var draft = (await engine.Get<ExportSurvey>().RunAsync(key, null, default))!;

            Assert.True(saved.Ok);
            Assert.Equal(bytes, draft.ToBytes());
            var published = await engine.Get<PublishSurvey>().RunAsync(key, null, "Camille", default);
            if (published.Ok) Assert.Equal(bytes, (await engine.Get<ExportSurvey>().RunAsync(key, 1, default))!.ToBytes());
        }
    }

    [Fact]
    public async Task A_survey_starts_from_a_ready_questionnaire_with_its_name_or_blank_with_a_free_key()
    {
        var create = engine.Get<CreateSurvey>();
        var ready = Value(await create.RunAsync(new(LocalText.Empty, "after-delivery"), default));
        var again = Value(await create.RunAsync(new(LocalText.Empty, "after-delivery"), default));
        var blank = Value(await create.RunAsync(new(new("Nouveau", "New"), null), default));

        Assert.Equal(["after-delivery", "after-delivery-2", "new-2"], [ready, again, blank]);
        Assert.Equal(ReadyQuestionnaires.Find("after-delivery")!.Definition, (await engine.Get<ReadSurvey>().RunAsync(ready, default))!.Draft);
        Assert.True((await engine.Get<PublishSurvey>().RunAsync(ready, null, "Camille", default)).Ok);
        Assert.Contains((await create.RunAsync(new(LocalText.Empty, null), default)).Faults, fault => fault.Field == "NameEn");
        Assert.Contains((await create.RunAsync(new(LocalText.Empty, "strange"), default)).Faults, fault => fault.Field == "Ready");
    }

    [Fact]
    public async Task An_imported_file_is_called_by_its_title_else_by_its_file_name()
    {
        var titled = Value(await Import(Encoding.UTF8.GetBytes("""{"title":{"default":"Our parcel","fr":"Notre colis"}}"""), "file"));
        var untitled = Value(await Import("{}"u8.ToArray(), "file"));

        Assert.Equal(new LocalText("Notre colis", "Our parcel"), (await engine.Get<ReadSurvey>().RunAsync(titled, default))!.Name);
        Assert.Equal(("our-parcel", "file"), (titled, untitled));
    }

    [Fact]
    public async Task A_broken_file_is_refused_with_its_line_and_column()
    {
        var broken = await Import(Encoding.UTF8.GetBytes("{\n  \"é\": 1,\n  \"é\" 2\n}"), "file");
        var notText = await Import([0x7b, 0xff, 0x7d], "file");
        var other = await Import(Encoding.UTF8.GetBytes("""{"hello":"world"}"""), "file");
        Assert.Equal("definition", Assert.Single(other.Faults).Field);
        var half = await Import(Encoding.UTF8.GetBytes("""{"title":"\ud83d"}"""), "file");

        Assert.StartsWith("This is not valid JSON at line 3, column 7.", broken.Faults.Single().InEnglish);
        Assert.Equal("The file is not text in UTF-8.", notText.Faults.Single().InEnglish);
        Assert.Equal("definition", half.Faults.Single().Field);
    }

    [Fact]
    public async Task A_draft_that_somebody_else_saved_meanwhile_is_not_overwritten()
    {
        var key = await BlankAsync();
        var seen = (await engine.Get<ReadSurvey>().RunAsync(key, default))!.DraftUpdatedAt;
        var save = engine.Get<SaveSurveyDraft>();

        var first = await save.RunAsync(key, Good, seen, default);
        var second = await save.RunAsync(key, """{"title":"mine"}""", seen, default);
        var repeated = await save.RunAsync(key, Good, seen, default);
        var next = await save.RunAsync(key, """{"title":"mine"}""", first.Value, default);

        Assert.True(first.Ok && next.Ok);
        Assert.Equal("Conflict", second.Faults.Single().Field);
        Assert.Equal(first.Value, repeated.Value);
        Assert.StartsWith("This is not valid JSON at line 1", (await save.RunAsync(key, "{", next.Value, default)).Faults.Single().InEnglish);
    }

    [Fact]
    public async Task Many_savers_of_the_same_draft_leave_one_winner()
    {
        var key = await BlankAsync();
        var seen = (await engine.Get<ReadSurvey>().RunAsync(key, default))!.DraftUpdatedAt;

        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            engine.Get<SaveSurveyDraft>().RunAsync(key, $$"""{"title":"{{i}}"}""", seen, default)));

        Assert.Single(saved, outcome => outcome.Ok);
    }

    [Fact]
    public async Task Faults_block_publishing_and_warnings_do_not()
    {
        var key = await BlankAsync();
        var publish = engine.Get<PublishSurvey>();
        var blank = await publish.RunAsync(key, null, "Camille", default);
        var stamp = await SaveAsync(key, """{"elements":[{"type":"rating","name":"nps","measure":"nps","measureTouchpoint":"delivery"}]}""");
        var faulty = await publish.RunAsync(key, null, "Camille", default);
        await Workspace.WithDeliveryAsync(database, published: false);
        stamp = await SaveAsync(key, Good.Replace("\"measure\"", "\"measureTouchpoint\":\"delivery\",\"measure\"", StringComparison.Ordinal), stamp);
        var stale = await publish.RunAsync(key, stamp.AddMinutes(-1), "Camille", default);
        var good = await publish.RunAsync(key, stamp, "Camille", default);

        Assert.Contains(blank.Faults, fault => fault.InEnglish == "There is no question.");
        Assert.Contains(faulty.Faults, fault => fault.InEnglish == "There is no touchpoint “delivery”.");
        Assert.Contains(faulty.Faults, fault => fault.Text.StartsWith("The measure {0} needs exactly", StringComparison.Ordinal));
        Assert.Equal("Conflict", stale.Faults.Single().Field);
        Assert.Equal((1, true), (good.Value!.Number, good.Value.IsNew));
        Assert.NotEmpty(good.Value.Warnings);
    }

    [Fact]
    public async Task Publishers_at_the_same_time_make_one_version_of_one_text_and_number_without_gaps()
    {
        var key = await BlankAsync();
        var stamp = await SaveAsync(key, Good);
        var same = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => engine.Get<PublishSurvey>().RunAsync(key, null, "Camille", default)));
        Assert.All(same, outcome => Assert.Equal(1, outcome.Value!.Number));
        Assert.Single(same, outcome => outcome.Value!.IsNew);

        for (var round = 2; round <= 4; round++)
        {
            stamp = await SaveAsync(key, Good + new string(' ', round), stamp);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => engine.Get<PublishSurvey>().RunAsync(key, null, "Camille", default)));
        }

        var versions = await engine.Get<ListSurveyVersions>().RunAsync(key, 1, 20, default);
        Assert.Equal([4, 3, 2, 1], versions.Versions.Select(version => version.Number));
        Assert.Equal(Good + "  ", (await engine.Get<ExportSurvey>().RunAsync(key, 2, default))!.Definition);
    }

    [Fact]
    public async Task A_published_version_stays_while_the_draft_goes_on_and_the_database_refuses_to_change_it()
    {
        var key = await BlankAsync();
        var stamp = await SaveAsync(key, Good);
        await engine.Get<PublishSurvey>().RunAsync(key, null, "Camille", default);
        await SaveAsync(key, """{"title":"next"}""", stamp);

        var survey = (await engine.Get<ReadSurvey>().RunAsync(key, default))!;
        Assert.Equal((1, true), (survey.Version, survey.HasChanges));
        Assert.Equal(Good, (await engine.Get<ExportSurvey>().RunAsync(key, 1, default))!.Definition);
        await using var command = database.Source.CreateCommand("UPDATE survey_versions SET definition = '{}'");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Contains("never changed", refused.MessageText);
    }

    [Fact]
    public async Task A_survey_is_renamed_copied_archived_and_brought_back()
    {
        var key = await BlankAsync();
        var stamp = await SaveAsync(key, Good);
        Assert.True((await engine.Get<RenameSurvey>().RunAsync(key, new("Autre", ""), default)).Ok);
        var copy = Value(await engine.Get<DuplicateSurvey>().RunAsync(key, default));
        await engine.Get<ArchiveSurvey>().RunAsync(key, default);

        Assert.Equal((new LocalText("Autre (copie)", ""), Good), ((await engine.Get<ReadSurvey>().RunAsync(copy, default)) is { } read ? (read.Name, read.Draft) : default));
        Assert.Equal([copy], (await engine.Get<ListSurveys>().RunAsync(false, 1, 10, default)).Surveys.Select(x => x.Key));
        Assert.Equal([key], (await engine.Get<ListSurveys>().RunAsync(true, 1, 10, default)).Surveys.Select(x => x.Key));
        Assert.Equal("Survey", (await engine.Get<PublishSurvey>().RunAsync(key, null, "", default)).Faults.Single().Field);
        Assert.Equal("Survey", (await engine.Get<SaveSurveyDraft>().RunAsync(key, "{}", stamp, default)).Faults.Single().Field);
        await engine.Get<RestoreSurvey>().RunAsync(key, default);
        Assert.Equal(2, (await engine.Get<ListSurveys>().RunAsync(false, 1, 1, default)).Total);
        Assert.False((await engine.Get<RestoreSurvey>().RunAsync("nothing", default)).Ok);
    }

    private static string Value(Outcome<string> outcome)
    {
        Assert.True(outcome.Ok, string.Join(" ", outcome.Faults.Select(fault => fault.InEnglish)));
        return outcome.Value!;
    }

    private Task<Outcome<string>> Import(byte[] file, string name) => engine.Get<ImportSurvey>().RunAsync(LocalText.Empty, name, file, default);

    private async Task<string> BlankAsync() => Value(await engine.Get<CreateSurvey>().RunAsync(new(new("Essai", "Trial"), null), default));

    private async Task<DateTimeOffset> SaveAsync(string key, string text, DateTimeOffset? basedOn = null)
    {
        var stamp = basedOn ?? (await engine.Get<ReadSurvey>().RunAsync(key, default))!.DraftUpdatedAt;
        var saved = await engine.Get<SaveSurveyDraft>().RunAsync(key, text, stamp, default);
        Assert.True(saved.Ok);
        return saved.Value;
    }
}
