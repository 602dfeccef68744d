using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Reminders;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Programmes;

namespace StageSurveys.Engine.Tests.Programmes;

public sealed class WaveMailTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly MailScore Score = new("Recommend us?", [new("0", "0 of 1", new Uri("https://e.org/s/1")), new("1", "1 of 1", new Uri("https://e.org/s/2"))], "", "");

    private static RenderedMail Render(string locale, MailScore? score, string? body = null, MailNote? note = null) => MailTemplate.Render(
        body is null ? DefaultWording.AfterTouchpoint.For(locale) : new MailText("Hello", body),
        new MailValues
        {
            CustomerName = "Ann",
            TouchpointName = "Support",
            Link = new Uri("https://e.org/s"),
            Unsubscribe = new Uri("https://e.org/u"),
            Score = score,
            IsNamed = true,
            Note = note ?? new MailNote("Merci **Ann** <b>!</b>\nÀ bientôt {{link}} & [ici](https://evil.example)", "Zoé <Z>"),
        }, locale, new MailBrand("Atelier Nord", "#1f5f4a"));

    [Fact]
    public void A_note_stands_as_it_was_typed_above_the_first_question_in_both_parts()
    {
        var mail = Render("fr", Score);

        Assert.Contains("Un mot de Zoé <Z>\u00A0:\n> Merci **Ann** <b>!</b>\n> À bientôt {{link}} & [ici](https://evil.example)\n", mail.Text);
        Assert.Contains("Un mot de Zoé &lt;Z&gt;", mail.Html);
        Assert.Contains("Merci **Ann** &lt;b&gt;!&lt;/b&gt;<br>", mail.Html);
        Assert.DoesNotContain("href=\"https://evil.example", mail.Html);
        foreach (var part in new[] { mail.Text, mail.Html })
        {
            Assert.True(part.IndexOf("Bonjour Ann", StringComparison.Ordinal) < part.IndexOf("Merci **Ann**", StringComparison.Ordinal));
            Assert.True(part.IndexOf("Merci **Ann**", StringComparison.Ordinal) < part.IndexOf("Recommend us?", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("fr", "Vos réponses ne sont pas anonymes")]
    [InlineData("en", "Your answers are not anonymous")]
    public void A_mail_of_a_wave_says_that_answers_are_not_anonymous(string locale, string sentence)
    {
        foreach (var mail in new[] { Render(locale, Score), Render(locale, null), Render(locale, null, "Only words."), Render(locale, Score, "> {{score}}\n\n[Go]({{link}})") })
        {
            Assert.Contains(sentence, mail.Text);
            Assert.Contains(sentence, mail.Html);
            Assert.Contains("Zoé", mail.Text);
        }
    }

    [Fact]
    public void An_ordinary_mail_says_nothing_of_either()
    {
        var mail = MailTemplate.Render(DefaultWording.AfterTouchpoint.For("fr"), new MailValues { CustomerName = "Ann", Link = new Uri("https://e.org/s"), Unsubscribe = new Uri("https://e.org/u"), Score = Score }, "fr", new MailBrand("A", "#1f5f4a"));

        Assert.DoesNotContain("anonym", mail.Text + mail.Html);
        Assert.DoesNotContain("Un mot de", mail.Text + mail.Html);
    }

    /// <summary>Keeps what it is given.</summary>
    private sealed class Kept : IMailTransport
    {
        public List<MailMessage> Mails { get; } = [];

        public Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken)
        {
            lock (Mails) Mails.Add(message);
            return Task.FromResult(new MailResult { Outcome = MailOutcome.Sent, Stage = MailStage.Body });
        }
    }

    [Fact]
    public async Task The_note_and_that_answers_are_not_anonymous_stand_in_the_first_mail_and_in_reminders_which_speak_of_no_moment()
    {
        await using var stage = await WaveStage.OpenAsync();
        var kept = new Kept();
        await using var engine = EngineHost.Build(stage.Policy.Database, stage.Clock, kept);
        var account = await stage.AccountAsync("a", ("ann", ContactRoles.User));
        var batch = (await stage.Get<DraftWaves>().RunAsync(new() { AccountIds = [account], SurveyId = stage.Policy.Delivery, TouchpointId = stage.Workspace.TouchpointId, ReminderDays = 3 }, "Ada", None)).Value;
        var wave = Assert.Single(await stage.Get<ReadWave>().BatchAsync(batch, null, None));
        Assert.True((await stage.Get<SaveWaveNote>().RunAsync(wave.Id, 0, " Merci pour hier.\r\n", "Zoé Manager", None)).Ok);
        Assert.Equal(1, await stage.Get<StartWaves>().NowAsync([wave.Id], "Ada", None));
        await stage.PlanLinesAsync();

        await stage.Workspace.SendDueAsync(engine);
        stage.Policy.Pass(4);
        await engine.Get<SendReminders>().RunAsync(None);

        Assert.Equal(2, kept.Mails.Count);
        Assert.Contains("Un mot de Zoé Manager\u00A0:\n> Merci pour hier.\n", kept.Mails[0].Text);
        Assert.All(kept.Mails, x => Assert.Contains("ne sont pas anonymes", x.Text));
        Assert.Contains("Un mot de Zoé Manager\u00A0:\n> Merci pour hier.\n", kept.Mails[1].Text);
        Assert.DoesNotContain("ce moment", kept.Mails[1].Text);
        Assert.Contains("entreprises que nous accompagnons", kept.Mails[1].Text);
        // Nobody has just been through anything.
        Assert.Contains("faisons le point", kept.Mails[0].Subject);
        Assert.DoesNotContain("Vous venez de vivre", kept.Mails[0].Text);
    }

    [Fact]
    public async Task An_account_manager_gets_one_mail_with_the_lists_and_links_of_the_waves_to_come()
    {
        await using var stage = await WaveStage.OpenAsync();
        var kept = new Kept();
        await using var engine = EngineHost.Build(stage.Policy.Database, stage.Clock, kept, ("Site:PublicUrl", "https://surveys.example.org"));
        var (one, two, other) = (await stage.AccountAsync("One & Co", ("ann", ContactRoles.User)), await stage.AccountAsync("Two", ("bob", ContactRoles.Finance)), await stage.AccountAsync("Other", ("cid", ContactRoles.User)));
        var manager = Guid.NewGuid();
        await stage.Workspace.RunAsync("INSERT INTO account_managers (id, email, name) VALUES ($1, 'zoe@example.org', 'Zoé')", manager);
        await stage.Workspace.RunAsync("UPDATE accounts SET manager_id = $1, manager_name = 'Zoé' WHERE id = ANY($2)", manager, new[] { one, two });
        await stage.ProgrammeAsync(Unapproved.Wait, [one, two, other], x => x with { NoticeDays = 60 });

        Assert.True(await engine.Get<AnnounceWaves>().RunAsync(None) >= 3);
        Assert.Equal(0, await engine.Get<AnnounceWaves>().RunAsync(None));

        var mail = Assert.Single(kept.Mails);
        var wave = (await stage.NextAsync(one)).Id;
        Assert.Equal("zoe@example.org", mail.To.Address);
        Assert.Contains($"https://surveys.example.org/waves/{wave}", mail.Text);
        Assert.Contains("- ann (utilisateur)", mail.Text);
        Assert.Contains("- bob (finance)", mail.Text);
        Assert.Contains("Elle attend votre accord pour partir.", mail.Text);
        Assert.Contains("One &amp; Co", mail.Html);
        Assert.DoesNotContain("cid", mail.Text);
    }
}
