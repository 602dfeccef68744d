using StageSurveys.Testing;

namespace StageSurveys.EndToEnd.Tests.Touchpoints;

public sealed class SameEventTests
{
    [Fact]
    public async Task The_same_event_a_hundred_times_at_once_gives_one_invitation_and_one_mail()
    {
        await using var database = await TestDatabase.CreateAsync();
        var shop = await Shop.OpenAsync(database);
        await using var web = await WebProcess.StartAsync(database);
        var same = Shop.Event("again");

        var statuses = (await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => web.SendEventsAsync(same)))).SelectMany(x => x).ToList();

        Assert.Equal(1, statuses.Count(status => status == "accepted"));
        Assert.Equal(99, statuses.Count(status => status == "duplicate"));
        await Eventually.True(async () => await shop.CountAsync("mailbox_messages") > 0, "no mail came", Patience.Seconds(15));
        // Time for a second one, were there a reason for it.
        await Task.Delay(3000);
        Assert.Equal((1, 1, 1), (await shop.CountAsync("touchpoint_events"), await shop.CountAsync("invitations"), await shop.CountAsync("mailbox_messages")));
        Assert.Equal("Sent", await shop.OneAsync<string>("SELECT disposition FROM invitations"));
    }
}
