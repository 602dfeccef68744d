using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Portfolio;

/// <summary>Registers the figures of accounts.</summary>
public static class PortfolioSetup
{
    public static IServiceCollection AddPortfolio(this IServiceCollection services, bool workers)
    {
        services.AddSingleton<RefreshAccountScores>().AddSingleton<ReadPortfolio>().AddSingleton<ReadAccountFigures>();
        if (workers) services.AddHostedService<AccountScoreTimer>();
        return services;
    }
}
