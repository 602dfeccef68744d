using System.Text.Json;
using Npgsql;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Profiles;

public sealed class ProfileDraftTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_bad_value_is_named_and_the_good_ones_beside_it_are_kept()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = EngineHost.Build(database);
        var draft = await CopyAsync(database, host);

        var saved = await SaveAsync(host, draft, ("anonymityFloor", "4"), ("halfLifeDays", "soon"), ("keyMomentWeight", "2,5"), ("importantFrom", "3.5"), ("emotion.worried", "−30"));

        Assert.Equal(["anonymityFloor", "halfLifeDays", "importantFrom"], saved.Faults.Select(x => x.Field).Order());
        var kept = (await ReadAsync(host, draft.Row.Number)).Profile;
        Assert.Equal((5, 90d, 4, 2.5, -30d), (kept.AnonymityFloor, kept.HalfLifeDays, kept.ImportantFrom, kept.KeyMomentWeight, kept.EmotionBaseOf("worried")!.Value));
    }

    [Fact]
    public async Task Values_that_contradict_each_other_are_kept_but_not_published()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = EngineHost.Build(database);
        var draft = await CopyAsync(database, host);

        var saved = await SaveAsync(host, draft, ("kMin", "80"), ("goalPartly", "30"), ("goalNo", "40"));

        Assert.Equal(["goalPartly", "kMax"], saved.Faults.Select(x => x.Field).Order());
        Assert.Equal(80, (await ReadAsync(host, draft.Row.Number)).Profile.KMin);
        var published = await host.Get<PutProfileInForce>().RunAsync(draft.Row.Number, null, "Ada", None);
        Assert.Equal(["goalPartly", "kMax"], published.Faults.Select(x => x.Field).Order());
        Assert.True((await ReadAsync(host, draft.Row.Number)).IsDraft);
    }

    [Fact]
    public async Task A_draft_that_is_saved_while_it_is_published_is_not_published_unseen()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = EngineHost.Build(database);
        var draft = await CopyAsync(database, host);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var saving = await connection.BeginTransactionAsync();
        // As SaveProfileDraft does it: the row is locked, changed and free again with the commit.
        await using (var save = new NpgsqlCommand("UPDATE scoring_profiles SET profile = jsonb_set(profile, '{kMin}', '80'), updated_at = updated_at + interval '1 second' WHERE number = 2", connection))
            await save.ExecuteNonQueryAsync();

        var publishing = host.Get<PutProfileInForce>().RunAsync(draft.Row.Number, draft.Row.UpdatedAt, "Ada", None);
        await Eventually.True(WaitsAsync, "Nobody waits.");
        await saving.CommitAsync();

        Assert.Equal("profile", Assert.Single((await publishing).Faults).Field);
        Assert.True((await ReadAsync(host, draft.Row.Number)).IsDraft);

        async Task<bool> WaitsAsync()
        {
            await using var command = database.Source.CreateCommand("SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
            return (bool)(await command.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task A_draft_that_somebody_else_changed_and_a_published_version_are_not_saved_over()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = EngineHost.Build(database);
        var draft = await CopyAsync(database, host);
        await SaveAsync(host, draft, ("kMin", "3"));

        Assert.Null((await SaveAsync(host, draft, ("kMin", "4"))).Value);
        Assert.Null((await SaveAsync(host, await ReadAsync(host, 1), ("kMin", "4"))).Value);

        Assert.Equal(3, (await ReadAsync(host, draft.Row.Number)).Profile.KMin);
        Assert.Equal(2, (await ReadAsync(host, 1)).Profile.KMin);
        Assert.False(await host.Get<DeleteProfileDraft>().RunAsync(1, None));
        Assert.True(await host.Get<DeleteProfileDraft>().RunAsync(draft.Row.Number, None));
    }

    [Fact]
    public async Task A_copy_differs_by_nothing_but_its_name()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = EngineHost.Build(database);
        var draft = await CopyAsync(database, host);
        Assert.Equal("v2", draft.Profile.Name);
        Assert.Empty(ProfileGroups.Differences(ScoringProfile.V1, draft.Profile));
        Assert.Empty(ProfileCheck.Find(draft.Profile));

        await SaveAsync(host, draft, ("csatGoal.atMin", "10"), ("intensityFactors.2", "0.8"));

        Assert.Equal(
            [("csatGoal.atMin", 0d, 10d), ("intensityFactors.2", 0.75, 0.8)],
            ProfileGroups.Differences(ScoringProfile.V1, (await ReadAsync(host, 2)).Profile).Select(x => (x.Field.Key, x.From, x.To)));
    }

    /// <summary>A constant that a screen does not show could not be found when it is wrong.</summary>
    [Fact]
    public void Every_constant_of_the_model_stands_on_the_screen()
    {
        string[] fixedOnes =
        [
            "name", "faceEmotion.min", "faceEmotion.max", "csatGoal.min", "csatGoal.max", "csatEmotion.min", "csatEmotion.max", "cesProblem.min", "cesProblem.max",
            "npsEmotion.min", "npsEmotion.max", "npsPromoterFrom", "npsDetractorTo", "importanceMin", "importanceMax", "severityMax", "confidence",
        ];
        var shown = ProfileGroups.FieldsOf(ScoringProfile.V1).Select(x => x.Key).ToList();
        using var json = JsonDocument.Parse(ScoringProfile.V1.ToJson());
        var all = json.RootElement.EnumerateObject().SelectMany(x => x.Value.ValueKind switch
        {
            JsonValueKind.Object => x.Value.EnumerateObject().Select(y => $"{x.Name}.{y.Name}"),
            JsonValueKind.Array when x.Name == "emotionBases" => x.Value.EnumerateArray().Select(y => "emotion." + y.GetProperty("word").GetString()),
            JsonValueKind.Array => x.Value.EnumerateArray().Select((_, i) => $"{x.Name}.{i + 1}"),
            _ => [x.Name],
        });

        Assert.Equal(all.Except(fixedOnes).Order(), shown.Order());
    }

    [Fact]
    public void Every_field_writes_what_it_reads_and_nothing_else()
    {
        var v1 = ScoringProfile.V1;
        foreach (var field in ProfileGroups.FieldsOf(v1))
        {
            Assert.Null(ProfileCheck.Range(field, field.Read(v1)));
            var other = field.Read(v1) == field.Min ? field.Max : field.Min;
            var changed = field.Write(v1, other);
            Assert.Equal(other, field.Read(changed));
            Assert.Equal(field.Key, Assert.Single(ProfileGroups.Differences(v1, changed)).Field.Key);
            Assert.True(field.Label.Fr.Length > 0 && field.Label.En.Length > 0, field.Key);
        }
    }

    private static async Task<ProfileVersion> CopyAsync(TestDatabase database, EngineHost host)
    {
        await new StoreScoringProfile(database.Source, TimeProvider.System).RunAsync(ScoringProfile.V1, None);
        return await ReadAsync(host, (await host.Get<CopyProfile>().RunAsync(1, "Ada", None)).Value);
    }

    private static Task<Outcome<ProfileVersion>> SaveAsync(EngineHost host, ProfileVersion seen, params (string Field, string Value)[] values) =>
        host.Get<SaveProfileDraft>().RunAsync(seen.Row.Number, seen.Row.UpdatedAt, values.ToDictionary(x => x.Field, x => x.Value), "a note", None);

    private static async Task<ProfileVersion> ReadAsync(EngineHost host, int number) => (await host.Get<ReadProfiles>().RunAsync(None)).Single(x => x.Row.Number == number);
}
