using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Tests.Scores;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Maps;

public sealed class MapNotesTests
{
    private static readonly NotePlace Stage = new("hurried", "shop", MapLane.Motivations, "after", null), Delivery = Stage with { Touchpoint = "delivery" };

    [Fact]
    public async Task What_is_written_stands_on_the_map_of_its_persona_only_and_its_history_says_who_wrote_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ShopAnswers.CreateAsync(database);
        var clock = new TestClock();
        await using var host = EngineHost.Build(database, clock);
        var write = host.Get<WriteNote>();

        await write.RunAsync(Stage, new LocalText(" Gagner du temps ", ""), "Ana", default);
        clock.Advance(TimeSpan.FromMinutes(1));
        await write.RunAsync(Stage, new LocalText("Gagner du temps", "Save time"), "Ben", default);
        await write.RunAsync(Stage, new LocalText("Gagner du temps", "Save time"), "Cleo", default);
        await write.RunAsync(Delivery, new LocalText("", "Not to wait"), "Ana", default);

        var map = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), default)).Value!;
        var stage = map.Stages.Single().Stage;
        Assert.Equal((new LocalText("Gagner du temps", "Save time"), "Ben"), (map.Notes[stage.Id, MapLane.Motivations].Text, map.Notes[stage.Id, MapLane.Motivations].WrittenBy));
        Assert.Equal("Not to wait", map.Notes[map.Columns.Single().Touchpoint.Id, MapLane.Motivations].Text.En);
        Assert.True(map.Notes.IsEmpty(MapLane.Obstacles));
        Assert.True((await host.Get<PersonaMap>().RunAsync("careful", "shop", new MapScope(), default)).Value!.Notes.IsEmpty(MapLane.Motivations));
        Assert.Equal([("Ben", "Save time"), ("Ana", "")], (await host.Get<NoteHistory>().RunAsync(Stage, default)).Value!.Select(x => (x.WrittenBy, x.Text.En)));
    }

    [Fact]
    public async Task An_empty_text_takes_the_note_away_and_leaves_its_history()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ShopAnswers.CreateAsync(database);
        var clock = new TestClock();
        await using var host = EngineHost.Build(database, clock);
        var write = host.Get<WriteNote>();
        Assert.Equal(NoteText.Nothing, (await write.RunAsync(Delivery, LocalText.Empty, "Ana", default)).Value);
        await write.RunAsync(Delivery, new LocalText("Une chose", ""), "Ana", default);
        clock.Advance(TimeSpan.FromMinutes(1));
        await write.RunAsync(Delivery, new LocalText("  ", ""), "Ben", default);

        var map = (await host.Get<PersonaMap>().RunAsync("hurried", "shop", new MapScope(), default)).Value!;
        Assert.True(map.Notes.IsEmpty(MapLane.Motivations));
        Assert.Equal(2, (await host.Get<NoteHistory>().RunAsync(Delivery, default)).Value!.Count);
    }

    [Fact]
    public async Task What_is_too_long_or_cannot_be_stored_or_stands_nowhere_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ShopAnswers.CreateAsync(database);
        await using var host = EngineHost.Build(database);
        var write = host.Get<WriteNote>();
        var text = new LocalText("x", "");

        Assert.Equal("Fr", (await write.RunAsync(Stage, new LocalText(new string('x', 1001), ""), "Ana", default)).Faults.Single().Field);
        Assert.Equal("En", (await write.RunAsync(Stage, new LocalText("", "a\0b"), "Ana", default)).Faults.Single().Field);
        Assert.Equal("persona", (await write.RunAsync(Stage with { Persona = "nobody" }, text, "Ana", default)).Faults.Single().Field);
        Assert.Equal("stage", (await write.RunAsync(Stage with { Stage = "nowhere" }, text, "Ana", default)).Faults.Single().Field);
        Assert.Equal("touchpoint", (await write.RunAsync(Stage with { Touchpoint = "nothing" }, text, "Ana", default)).Faults.Single().Field);
        Assert.Equal("stage", (await write.RunAsync(Stage with { Journey = "elsewhere" }, text, "Ana", default)).Faults.Single().Field);
    }
}
