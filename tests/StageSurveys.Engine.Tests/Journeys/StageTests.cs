using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Journeys;

namespace StageSurveys.Engine.Tests.Journeys;

public sealed class StageTests
{
    [Fact]
    public async Task A_stage_is_added_at_the_end_renamed_in_one_language_and_keeps_its_key()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop");
        var added = await workspace.The<AddStage>().RunAsync(journey.Id, new("Découverte", "Discovery"), StagePhase.Before, default);
        await workspace.The<RenameStage>().RunAsync(added.Value, "fr-CA", " Curiosité ", default);
        var stage = (await workspace.OutlineAsync("shop")).Stages[^1];
        Assert.Equal((added.Value, "discovery-2", new LocalText("Curiosité", "Discovery")), (stage.Id, stage.Key, stage.Name));
        Assert.True((await workspace.The<EditStage>().RunAsync(added.Value, new("Envie", "Desire"), StagePhase.During, default)).Ok);
        stage = (await workspace.OutlineAsync("shop")).Stages[^1];
        Assert.Equal(("discovery-2", "Desire", StagePhase.During), (stage.Key, stage.Name.En, stage.Phase));
        Assert.Equal("NameEn", Assert.Single((await workspace.The<EditStage>().RunAsync(added.Value, LocalText.Empty, default, default)).Faults).Field);
    }

    [Fact]
    public async Task A_stage_is_deleted_only_when_it_is_empty()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop", "delivery");
        var last = journey.Stages[^1];
        var refused = await workspace.The<DeleteStage>().RunAsync(last.Id, default);
        Assert.StartsWith("This stage still has touchpoints (1).", Assert.Single(refused.Faults).InEnglish);
        await workspace.The<ArchiveTouchpoint>().RunAsync(last.Touchpoints[0].Id, default);
        refused = await workspace.The<DeleteStage>().RunAsync(last.Id, default);
        Assert.StartsWith("This stage still has archived touchpoints (1)", Assert.Single(refused.Faults).InEnglish);
        Assert.True((await workspace.The<DeleteStage>().RunAsync(journey.Stages[0].Id, default)).Ok);
        Assert.Equal("Stage", Assert.Single((await workspace.The<DeleteStage>().RunAsync(journey.Stages[0].Id, default)).Faults).Field);
        Assert.Equal(journey.Stages.Skip(1).Select(x => x.Id), (await workspace.OutlineAsync("shop")).Stages.Select(x => x.Id));
    }

    [Fact]
    public async Task An_order_that_misses_a_stage_that_somebody_added_changes_nothing()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop");
        var order = journey.Stages.Select(x => x.Id).Reverse().ToArray();
        await workspace.The<AddStage>().RunAsync(journey.Id, new("", "New"), StagePhase.After, default);
        Assert.Equal("Order", Assert.Single((await workspace.The<ReorderStages>().RunAsync(journey.Id, order, default)).Faults).Field);
        Assert.Equal(journey.Stages.Select(x => x.Id), (await workspace.OutlineAsync("shop")).Stages.Take(4).Select(x => x.Id));
        Assert.False((await workspace.The<ReorderStages>().RunAsync(journey.Id, [order[0], .. order], default)).Ok);
    }

    [Fact]
    public async Task Many_reorders_at_once_leave_a_permutation()
    {
        await using var workspace = await Workspace.OpenAsync();
        var journey = await workspace.JourneyAsync("Shop", "shipping", "delivery", "support", "return");
        var stages = journey.Stages.Select(x => x.Id).ToArray();
        var touchpoints = journey.Stages[^1].Touchpoints.Select(x => x.Id).ToArray();
        var random = new Random(7);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
        {
            var order = (i % 2 == 0 ? stages : touchpoints).ToArray();
            random.Shuffle(order);
            return i % 2 == 0
                ? workspace.The<ReorderStages>().RunAsync(journey.Id, order, default)
                : workspace.The<ReorderTouchpoints>().RunAsync(new(stages[i % 4], null, order), default);
        }));
        await using var db = workspace.OpenDb();
        Assert.Equal([0, 1, 2, 3], await db.Stages.Select(x => x.Position).OrderBy(x => x).ToListAsync());
        var placed = await db.Touchpoints.ToListAsync();
        Assert.Equal(touchpoints.Order(), placed.Select(x => x.Id).Order());
        Assert.All(placed.GroupBy(x => x.StageId), x => Assert.Equal(Enumerable.Range(0, x.Count()), x.Select(t => t.Position).Order()));
    }
}
