using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class MailOptionsTests
{
    [Fact]
    public void Every_wrong_setting_is_named_at_once()
    {
        var faults = FaultsOf(("Transport", "Smtp"), ("From", "nobody"), ("Smtp:Port", "abc"), ("Smtp:Security", "SSL3"), ("Smtp:User", "u"));
        foreach (var setting in new[] { "Mail:From", "Mail:Smtp:Host", "Mail:Smtp:Port", "Mail:Smtp:Security", "Mail:Smtp:Password" })
            Assert.Contains(faults, fault => fault.StartsWith(setting, StringComparison.Ordinal) || fault.Contains(setting, StringComparison.Ordinal));
    }

    [Fact]
    public void A_password_is_not_sent_in_the_clear_to_another_machine() =>
        Assert.Contains("Mail:Smtp:Security", Assert.Single(FaultsOf(("Transport", "smtp"), ("Smtp:Host", "mail.example"), ("Smtp:User", "u"), ("Smtp:Password", "p"))));

    [Fact]
    public async Task The_setting_chooses_the_transport()
    {
        await using var provider = Provider(("Transport", "Smtp"), ("Smtp:Host", "mail.example"), ("Smtp:Security", "Tls"), ("Smtp:Port", "465"), ("From", "\"Boutique Élise\" <avis@boutique.example>"));
        Assert.IsType<SmtpTransport>(provider.GetRequiredService<IMailTransport>());
        Assert.Equal(new MailAddress("avis@boutique.example", "Boutique Élise"), provider.GetRequiredService<IOptions<MailOptions>>().Value.Sender);
    }

    [Fact]
    public void A_bounce_address_must_leave_room_for_the_tag_of_each_mail()
    {
        Assert.Contains("Mail:BounceAddress", Assert.Single(FaultsOf(("BounceAddress", "nobody"))));
        Assert.Contains("at most 18", Assert.Single(FaultsOf(("BounceAddress", "bounces-of-our-surveys@mail.example"))));
    }

    private static IReadOnlyList<string> FaultsOf(params (string Key, string Value)[] settings)
    {
        using var provider = Provider(settings);
        return [.. Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<MailOptions>>().Value).Failures];
    }

    private static ServiceProvider Provider(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>("Mail:" + setting.Key, setting.Value))).Build();
        return new ServiceCollection().AddLogging().AddMail(configuration).BuildServiceProvider();
    }
}
