using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Demo;
using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Maps;
using StageSurveys.Engine.Maps.Versions;
using StageSurveys.Engine.Messaging;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Portfolio;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Programmes;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Surveys;
using StageSurveys.Engine.Touchpoints;

namespace StageSurveys.Engine;

/// <summary>Everything the product does without a browser, one line a feature.</summary>
public static class EngineSetup
{
    /// <summary>
    /// Registers the engine. Consumers and timers run in this process only when <c>Workers:InProcess</c> is true (the default); nothing else asks
    /// where it runs. <paramref name="connectionString"/> is that of the product's PostgreSQL database; it is asked for at the first use, so that a host
    /// can register everything while its database still starts.
    /// </summary>
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration, Func<string> connectionString)
    {
        var workers = (configuration.GetSection("Workers").Get<WorkerOptions>() ?? new WorkerOptions()).InProcess;
        services.TryAddSingleton(TimeProvider.System);
        services.AddData(connectionString);
        List<Action<IBusRegistrationConfigurator>> consumers = [];
        // One line a feature, in the order of the dependency table. A feature with consumers appends them to the list;
        // one with timers registers its BackgroundService only when `workers` is true.
        services.AddJourneys();
        services.AddMail(configuration);
        services.AddCustomers();
        services.AddAccounts();
        services.AddPersonas();
        services.AddProfiles();
        services.AddSurveys();
        services.AddTouchpoints();
        consumers.Add(bus => bus.AddTouchpointsConsumers());
        services.AddInvitations(configuration, workers);
        consumers.Add(bus => bus.AddInvitationsConsumers());
        services.AddResponses(workers);
        services.AddScores(workers);
        consumers.Add(bus => bus.AddScoresConsumers());
        services.AddMaps();
        services.AddMapVersions(workers);
        services.AddPortfolio(workers);
        services.AddProgrammes(workers);
        services.AddImports(configuration, workers);
        consumers.Add(bus => bus.AddImportsConsumers());
        services.AddDemo(configuration);
        services.AddBus(configuration, workers, consumers, rawEvents: typeof(TouchpointEventConsumer));
        return services;
    }
}
