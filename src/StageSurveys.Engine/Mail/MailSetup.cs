using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace StageSurveys.Engine.Mail;

public static class MailSetup
{
    /// <summary>Registers the section <c>Mail</c>, checked at start, and the transport that it names.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().Configure(options => options.Read(configuration.GetSection("Mail"))).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SendingIdentity>();
        services.AddSingleton<SenderCheck>();
        services.AddSingleton<MailboxTransport>();
        services.AddSingleton<SmtpTransport>();
        services.AddSingleton<IMailTransport>(provider => provider.GetRequiredService<IOptions<MailOptions>>().Value.Transport switch
        {
            MailTransportKind.Smtp => provider.GetRequiredService<SmtpTransport>(),
            _ => provider.GetRequiredService<MailboxTransport>(),
        });
        services.AddScoped<ListMailbox>();
        services.AddScoped<ReadMailboxMessage>();
        return services;
    }
}
