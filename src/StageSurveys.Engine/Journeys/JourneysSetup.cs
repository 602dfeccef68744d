using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Journeys;

/// <summary>Registers the use cases of journeys, stages and touchpoints.</summary>
public static class JourneysSetup
{
    /// <summary>Adds the feature.</summary>
    public static IServiceCollection AddJourneys(this IServiceCollection services) => services
        .AddSingleton<CreateJourney>().AddSingleton<EditJourney>().AddSingleton<ArchiveJourney>().AddSingleton<RestoreJourney>()
        .AddSingleton<AddStage>().AddSingleton<EditStage>().AddSingleton<RenameStage>().AddSingleton<DeleteStage>().AddSingleton<ReorderStages>()
        .AddSingleton<AddTouchpoint>().AddSingleton<AddCatalogueTouchpoints>().AddSingleton<EditTouchpoint>().AddSingleton<RenameTouchpoint>()
        .AddSingleton<ReorderTouchpoints>().AddSingleton<ArchiveTouchpoint>().AddSingleton<RestoreTouchpoint>()
        .AddSingleton<ReadJourneyOutline>().AddSingleton<ListJourneys>();
}
