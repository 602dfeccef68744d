using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class SenderCheckTests
{
    [Theory]
    [InlineData("Shop <avis@shop.example>", "bounces@mail.shop.example", "https://avis.shop.example", "relay", "")]
    [InlineData("avis@shop.co.uk", "bounces@mail.shop.co.uk", "https://avis.shop.co.uk", "relay", "")]
    [InlineData("Stage Surveys <surveys@localhost>", "bounces@mail.shop.example", "https://avis.shop.example", "relay", "!Mail:From")]
    [InlineData("avis@shop.example", "", "https://avis.shop.example", "relay", "Mail:BounceAddress")]
    [InlineData("avis@shop.example", "bounces@mail.service.example", "https://avis.shop.example", "relay", "Mail:BounceAddress")]
    [InlineData("avis@shop.example", "bounces@mail.shop.example", "", "relay", "!Site:PublicUrl")]
    [InlineData("avis@shop.example", "bounces@mail.shop.example", "nonsense", "relay", "!Site:PublicUrl")]
    [InlineData("avis@shop.example", "bounces@mail.shop.example", "https://localhost:5080", "relay", "!Site:PublicUrl")]
    [InlineData("avis@shop.example", "bounces@mail.shop.example", "https://127.0.0.1", "127.0.0.1", "Site:PublicUrl")]
    [InlineData("avis@shop.example", "bounces@mail.shop.example", "http://avis.shop.example", "relay", "Site:PublicUrl")]
    [InlineData("avis@shop.example", "bounces@mail.shop.example", "https://surveys.service.example", "relay", "Site:PublicUrl")]
    [InlineData("avis@one.co.uk", "bounces@other.co.uk", "https://avis.one.co.uk", "relay", "Mail:BounceAddress")]
    public void Settings_that_reach_nobody_are_faults_and_settings_that_are_mistrusted_are_warnings(string from, string bounces, string site, string host, string wanted)
    {
        var mail = new MailOptions { Transport = MailTransportKind.Smtp, From = from, BounceAddress = bounces, Smtp = new() { Host = host } };

        var (faults, warnings) = SenderCheck.Run(mail, site);

        Assert.Equal(wanted, string.Join(' ', faults.Select(x => "!" + x.Field).Concat(warnings.Select(x => x.Field))));
    }

    [Fact]
    public void Where_mails_stay_on_the_machine_that_is_all_there_is_to_say()
    {
        var (faults, warnings) = SenderCheck.Run(new MailOptions(), null);
        Assert.Empty(faults);
        Assert.Equal("Mail:Transport", Assert.Single(warnings).Field);
    }
}
