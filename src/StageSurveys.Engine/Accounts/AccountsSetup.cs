using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Accounts;

/// <summary>Registers what can be done with client companies and their contacts.</summary>
public static class AccountsSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services;
}
