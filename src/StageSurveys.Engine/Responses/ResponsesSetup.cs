using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Responses;

/// <summary>Registers answering.</summary>
public static class ResponsesSetup
{
    /// <summary>Adds the feature.</summary>
    public static IServiceCollection AddResponses(this IServiceCollection services, bool workers)
    {
        services.AddSingleton<InvitationLook>().AddSingleton<StoreResponses>().AddSingleton<OpenSurvey>().AddSingleton<SaveDraft>().AddSingleton<SubmitResponse>().AddSingleton<DropOldDrafts>();
        services.AddSingleton<ProposeScore>().AddSingleton<ConfirmScore>().AddSingleton<CountUnconfirmedScores>();
        if (workers) services.AddHostedService(provider => provider.GetRequiredService<DropOldDrafts>());
        return services;
    }
}
