using Microsoft.Extensions.DependencyInjection;

namespace StageSurveys.Engine.Customers;

/// <summary>Registers what can be done with customers.</summary>
public static class CustomersSetup
{
    public static IServiceCollection AddCustomers(this IServiceCollection services)
    {
        services.AddSingleton<UpsertCustomers>();
        services.AddSingleton<SaveCustomer>();
        services.AddSingleton<FindCustomers>();
        services.AddSingleton<NameAttributes>();
        return services;
    }
}
