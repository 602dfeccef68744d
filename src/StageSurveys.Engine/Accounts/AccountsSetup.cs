using Microsoft.Extensions.DependencyInjection;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>Registers what can be done with client companies and their contacts.</summary>
public static class AccountsSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<FillAccounts>();
        services.AddSingleton<FillContacts>(provider => provider.GetRequiredService<FillAccounts>().RunAsync);
        services.AddSingleton<AssignContacts>();
        services.AddSingleton<AccountAttributes>();
        services.AddSingleton<NameManager>();
        services.AddSingleton<SaveAccount>();
        services.AddSingleton<ArchiveAccount>();
        services.AddSingleton<FindAccounts>();
        services.AddSingleton<ReadAccount>();
        services.AddSingleton<StoreAccounts>();
        services.AddSingleton<StoreContacts>();
        services.AddSingleton<AddContact>();
        services.AddSingleton<ChangeContact>();
        return services;
    }
}
