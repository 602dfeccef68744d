using System.Text.RegularExpressions;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations.Sending;

public sealed partial class MailIdentityTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_real_server_gets_a_signed_sender_of_its_own_for_every_mail_and_the_headers_that_inboxes_ask_for()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var sink = await SmtpSink.StartAsync();
        await using var engine = EngineHost.Build(database, settings:
        [
            ("Mail:Transport", "Smtp"), ("Mail:Smtp:Host", sink.Host), ("Mail:Smtp:Port", $"{sink.Port}"), ("Mail:From", "Boutique <avis@boutique.example>"),
            ("Mail:Domain", "mail.boutique.example"), ("Mail:BounceAddress", "bounces@mail.boutique.example"), ("Site:PublicUrl", "https://avis.boutique.example"),
        ]);
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await workspace.PlanAsync(engine, Event("a", "c1"), Event("b", "c2"));
        await workspace.SendDueAsync(engine);

        var mails = await sink.WaitForMailsAsync(2);

        var key = await engine.Get<ReturnKey>().GetAsync(None);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var about = mails.Select(mail => ReturnAddress.Read(Envelope().Match(mail).Groups[1].Value, key, today)).ToList();
        Assert.Equal((await workspace.QueryAsync<Guid>("SELECT id FROM invitations")).Order(), about.Select(x => x!.Value).Order());
        for (var i = 0; i < 2; i++)
        {
            var mail = mails[i].ReplaceLineEndings("\n").Replace("\n ", " ", StringComparison.Ordinal);
            Assert.Contains($"\nMessage-ID: <{about[i]:N}@mail.boutique.example>\n", mail, StringComparison.Ordinal);
            Assert.Contains("\nFeedback-ID: after-delivery:delivery:invitation:mailboutiqueexa\n", mail, StringComparison.Ordinal);
            Assert.Contains("\nAuto-Submitted: auto-generated\n", mail, StringComparison.Ordinal);
            Assert.Contains("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n", mail, StringComparison.Ordinal);
            Assert.Matches(@"\nList-Unsubscribe: <https://avis\.boutique\.example/u/[A-Za-z0-9_-]{32}>\n", mail);
            Assert.Contains("\nFrom: Boutique <avis@boutique.example>\n", mail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_disposition_that_a_line_ever_had_stands_in_its_history_and_nobody_can_alter_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await workspace.PlanAsync(engine, Event("a"), Event("nobody", "c2", email: null));
        await workspace.SendDueAsync(engine);
        await workspace.RunAsync("UPDATE invitations SET visited_at = now() WHERE disposition = 'Sent'");

        Assert.Equal(
            ["Planned", "Queued", "Sending", "Sent"],
            await workspace.QueryAsync<string>("SELECT h.disposition FROM invitation_changes h JOIN invitations i ON i.id = h.invitation_id WHERE i.disposition = 'Sent' ORDER BY h.id"));
        Assert.Equal(
            ["Suppressed:no-address"],
            await workspace.QueryAsync<string>("SELECT h.disposition || ':' || h.reason FROM invitation_changes h JOIN invitations i ON i.id = h.invitation_id WHERE i.disposition = 'Suppressed'"));
        foreach (var attempt in new[] { "UPDATE invitation_changes SET reason = ''", "DELETE FROM invitation_changes", "TRUNCATE invitation_changes" })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => workspace.RunAsync(attempt));
            Assert.Equal("23001", refused.SqlState);
        }
    }

    [Fact]
    public async Task The_link_of_an_earlier_mail_goes_on_leading_to_its_invitation()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var engine = EngineHost.Build(database);
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await workspace.PlanAsync(engine, Event("a"));
        var (first, second) = (InvitationToken.New(), InvitationToken.New());
        await workspace.RunAsync(
            "WITH now_at AS (UPDATE invitations SET token_hash = $2, disposition = 'Sent' RETURNING id) INSERT INTO earlier_links (token_hash, invitation_id) SELECT $1, id FROM now_at",
            first.Hash, second.Hash);

        foreach (var token in new[] { first, second })
        {
            Assert.NotNull(await engine.Get<Preferences>().RunAsync(token, None));
            Assert.Equal(Engine.Responses.SurveyAccess.Open, (await engine.Get<Engine.Responses.OpenSurvey>().RunAsync(token.Text, None))!.Access);
        }

        var answers = System.Text.Json.JsonSerializer.SerializeToElement(new { q1 = 4 });
        Assert.Equal(Engine.Responses.SurveyAccess.Open, (await engine.Get<Engine.Responses.SaveDraft>().RunAsync(first.Text, answers, 0, None)).Value);
        Assert.True(await engine.Get<OptOut>().RunAsync(first, None));
        Assert.Equal(["OptedOut"], await workspace.LinesAsync());
        Assert.Null(await engine.Get<Preferences>().RunAsync(InvitationToken.New(), None));
    }

    [GeneratedRegex("(?m)^X-Mail-Args: <([^>]+)>")]
    private static partial Regex Envelope();
}
