using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Maps;

/// <summary>Registers stage board, persona map and what they open to.</summary>
public static class MapsSetup
{
    public static IServiceCollection AddMaps(this IServiceCollection services) => services
        .AddSingleton<SpanMarks>()
        .AddSingleton<AccountScopes>()
        .AddSingleton<AccountReading>()
        .AddSingleton<CellReading>()
        .AddSingleton<AnswerCounting>()
        .AddSingleton<Crowds>()
        .AddSingleton<ScoreJourney>()
        .AddSingleton<PeriodReading>()
        .AddSingleton<ScorePeriods>()
        .AddSingleton<JourneyTrends>()
        .AddSingleton<AnswerDistributions>()
        .AddSingleton<TouchpointBoard>()
        .AddSingleton<CompareJourney>()
        .AddSingleton<DriverReading>()
        .AddSingleton<JourneyDrivers>()
        .AddSingleton<JourneyRates>()
        .AddSingleton<CellDetails>()
        .AddSingleton<AskedAbout>()
        .AddSingleton<CellAges>()
        .AddSingleton<ProblemStakes>()
        .AddSingleton<MapNotes>()
        .AddSingleton<NoteHistory>()
        .AddSingleton<WriteNote>()
        .AddSingleton<ReadHypothesis>()
        .AddSingleton<SaveHypothesis>()
        .AddSingleton<RecordMapView>()
        .AddSingleton<StageBoard>()
        .AddSingleton<PersonaMap>()
        .AddSingleton<CellAnswers>()
        .AddSingleton<MapChoices>()
        .AddSingleton<MapSurveys>()
        .AddSingleton<MapFilters>()
        .AddSingleton<PersonaSizes>()
        .AddSingleton<MapStamp>();
}
