using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;

// Consumers and timers without a web server; as many of these as the work needs.
try
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var database = builder.Configuration.GetConnectionString("StageSurveys") is { Length: > 0 } given ? given
        : throw new OptionsValidationException("ConnectionStrings", typeof(string), ["The worker needs ConnectionStrings:StageSurveys, the database of the web host."]);
    if (!"RabbitMq".Equals(builder.Configuration["Bus:Transport"], StringComparison.OrdinalIgnoreCase))
        throw new OptionsValidationException("Bus", typeof(string), ["The worker needs Bus:Transport=RabbitMq: in-memory messages never leave the web process."]);
    builder.Configuration["Workers:InProcess"] = "true";
    builder.Services.AddEngine(builder.Configuration, () => database);
    using var host = builder.Build();
    await DataSetup.MigrateAsync(host.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
    await host.RunAsync();
    return 0;
}
catch (Exception problem) when (problem is OptionsValidationException or NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
{
    await Console.Error.WriteLineAsync(problem is OptionsValidationException options
        ? string.Join(Environment.NewLine, options.Failures) : $"The database cannot be reached: {(problem.InnerException as NpgsqlException ?? problem).Message}");
    return 1;
}
