using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Programmes;

/// <summary>Registers periodic surveys of client companies and their waves.</summary>
public static class ProgrammesSetup
{
    public static IServiceCollection AddProgrammes(this IServiceCollection services, bool workers)
    {
        services.AddSingleton<PlanWaves>()
            .AddSingleton<SaveProgramme>()
            .AddSingleton<PauseProgramme>()
            .AddSingleton<ResumeProgramme>()
            .AddSingleton<EndProgramme>()
            .AddSingleton<WaveNotice>()
            .AddSingleton<AnnounceWaves>()
            .AddSingleton<StartWaves>()
            .AddSingleton<WatchWaves>()
            .AddSingleton<CancelWave>()
            .AddSingleton<ApproveWave>()
            .AddSingleton<ChangeWaveContacts>()
            .AddSingleton<SaveWaveNote>()
            .AddSingleton<DraftWaves>()
            .AddSingleton<ReadWave>()
            .AddSingleton<ListWaves>()
            .AddSingleton<ListProgrammes>()
            .AddSingleton<CompareWaves>();
        if (workers) services.AddHostedService<WaveTimers>();
        return services;
    }
}
