using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Scores;

/// <summary>Registers how responses become measurements and cells.</summary>
public static class ScoresSetup
{
    public static IServiceCollection AddScores(this IServiceCollection services, bool workers)
    {
        services.AddSingleton<ScoreResponses>().AddSingleton<ScoreWaiting>().AddSingleton<VerifyCells>().AddSingleton<RunTallies>().AddSingleton<EraseResponse>();
        services.AddSingleton<PutProfileInForce>().AddSingleton<RunRecomputation>().AddSingleton<StopRecomputation>().AddSingleton<ReadRecomputations>();
        if (workers) services.AddHostedService<ScoreTimer>().AddHostedService<RecomputationTimer>().AddHostedService<TallyTimer>();
        return services;
    }

    public static void AddScoresConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<ResponseSubmittedConsumer, ResponseSubmittedConsumerDefinition>();
}
