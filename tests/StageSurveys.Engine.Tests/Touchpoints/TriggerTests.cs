using StageSurveys.Engine.Touchpoints;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Touchpoints;

public sealed class TriggerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_trigger_is_saved_listed_changed_and_put_away()
    {
        await using var database = await TestDatabase.CreateAsync();
        var workspace = await Workspace.WithDeliveryAsync(database, published: false);
        await using var engine = EngineHost.Build(database);
        var save = engine.Get<SaveTrigger>();
        var input = new TriggerInput { TouchpointId = workspace.TouchpointId, SurveyId = workspace.SurveyId, DelayMinutes = 60, SamplingRate = 0.5 };

        var id = (await save.RunAsync(input, None)).Value;
        await save.RunAsync(input with { Id = id, ExpiryDays = 7, IsActive = false }, None);

        var line = Assert.Single(await engine.Get<TriggersOfTouchpoint>().RunAsync(workspace.TouchpointId, None));
        Assert.Equal((id, "after-delivery", false, false, 60, 0.5, 7), (line.Id, line.SurveyKey, line.IsPublished, line.IsActive, line.DelayMinutes, line.SamplingRate, line.ExpiryDays));
        Assert.True(await engine.Get<ArchiveTrigger>().RunAsync(id, None));
        Assert.Empty(await engine.Get<TriggersOfTouchpoint>().RunAsync(workspace.TouchpointId, None));
        Assert.False((await save.RunAsync(input with { Id = id }, None)).Ok);
    }

    [Fact]
    public async Task What_is_wrong_with_a_trigger_is_named_all_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);

        var outcome = await engine.Get<SaveTrigger>().RunAsync(new TriggerInput
        {
            TouchpointId = Guid.NewGuid(),
            SurveyId = Guid.NewGuid(),
            DelayMinutes = -1,
            SamplingRate = double.NaN,
            ExpiryDays = 0,
            PersonaIds = [Guid.NewGuid()],
        }, None);

        Assert.Equal(["DelayMinutes", "ExpiryDays", "PersonaIds", "SamplingRate", "SurveyId", "TouchpointId"], outcome.Faults.Select(x => x.Field).Order());
    }
}
