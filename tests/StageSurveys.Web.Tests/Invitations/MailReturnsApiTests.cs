using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Web.Tests.Invitations;

public sealed class MailReturnsApiTests
{
    [Fact]
    public async Task A_mail_server_pipes_a_raw_bounce_and_only_with_the_key()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        await office.InviteInFrenchAsync();
        var id = await office.OneAsync<Guid>("SELECT id FROM invitations WHERE disposition = 'Sent' AND token_hash IS NOT NULL ORDER BY id LIMIT 1");
        var to = ReturnAddress.Make("bounces@mail.example", await office.The<ReturnKey>().GetAsync(CancellationToken.None), id, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        var report = $"""
            From: MAILER-DAEMON@mx.example
            To: {to}
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; zoe@client.example
            Action: failed
            Status: 5.1.1

            --b--
            """;
        using var stranger = office.Visitor();
        using (var refused = await PostAsync(stranger, report, "message/rfc822")) Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);

        Assert.Equal(("hardBounce", true), await TakenAsync(stranger, report, "message/rfc822"));
        Assert.Equal(("hardBounce", false), await TakenAsync(stranger, report, "text/plain"));
        Assert.Equal(("other", false), await TakenAsync(stranger, new string('x', 3_000_000), "message/rfc822"));
        Assert.Equal("Bounced", await office.OneAsync<string>("SELECT disposition FROM invitations WHERE id = $1", id));

        using var events = await stranger.PostAsJsonAsync("/api/v1/mail/bounces", new object[] { new { @event = "bounce", status = "5.1.1", recipient = "nobody@nowhere.example" }, 5 });
        Assert.Equal(HttpStatusCode.Accepted, events.StatusCode);
        Assert.Equal(["rejected", "rejected"], (await events.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(x => x.GetProperty("kind").GetString()));
    }

    private static async Task<(string? Kind, bool Counted)> TakenAsync(HttpClient client, string body, string type)
    {
        using var response = await PostAsync(client, body, type);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var item = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray());
        return (item.GetProperty("kind").GetString(), item.GetProperty("counted").GetBoolean());
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string body, string type) =>
        client.PostAsync("/api/v1/mail/bounces", new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });
}
