using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Engine.Imports.Loading;

namespace StageSurveys.Engine.Imports;

/// <summary>Registers how files come in.</summary>
public static class ImportsSetup
{
    public static IServiceCollection AddImports(this IServiceCollection services, IConfiguration configuration, bool workers)
    {
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection("Imports")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EnsureWorkspace>()
            .AddSingleton<PublishImportedSurvey>()
            .AddSingleton<ImportFile>()
            .AddSingleton<ImportOnce>()
            .AddSingleton<UploadImport>()
            .AddSingleton<BeginImport>()
            .AddSingleton<TakeImport>()
            .AddSingleton<CancelImport>()
            .AddSingleton<TendImports>()
            .AddSingleton<SavedMappings>()
            .AddSingleton<ReadImports>()
            .AddSingleton<PreviewImport>();
        if (workers) services.AddHostedService<ImportTimer>();
        return services;
    }

    public static void AddImportsConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<RunImportConsumer, RunImportConsumerDefinition>();
}
