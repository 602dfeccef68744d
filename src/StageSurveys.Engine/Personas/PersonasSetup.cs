using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Personas;

/// <summary>Registers what can be done with personas and their rules.</summary>
public static class PersonasSetup
{
    public static IServiceCollection AddPersonas(this IServiceCollection services)
    {
        services.AddSingleton<PersonaAssignment>();
        services.AddSingleton<AssignPersonas>(provider => provider.GetRequiredService<PersonaAssignment>().RunAsync);
        services.AddSingleton<PreviewPersonaRules>();
        services.AddSingleton<PublishPersonaRules>();
        services.AddSingleton<SavePersona>();
        services.AddSingleton<ArchivePersona>();
        services.AddSingleton<ReorderPersonas>();
        services.AddSingleton<SetPersona>();
        return services;
    }
}
