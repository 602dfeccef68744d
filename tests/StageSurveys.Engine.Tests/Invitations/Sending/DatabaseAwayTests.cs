using Npgsql;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Reminders;
using StageSurveys.Engine.Mail;
using StageSurveys.Testing;
using static StageSurveys.Engine.Tests.Workspace;

namespace StageSurveys.Engine.Tests.Invitations.Sending;

/// <summary>The database goes away in the middle of a sending.</summary>
public sealed class DatabaseAwayTests
{
    private const string Claim = "SET disposition = 'Sending'", Settle = "wants_thanks = CASE WHEN", Compose = "SELECT definition FROM survey_versions WHERE id";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_became_of_a_mail_is_written_when_the_database_is_back(bool done)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var wire = LossyWire.To(database);
        var hop = new AnsweringHop();
        await using var engine = EngineHost.Behind(wire, hop);
        var workspace = await QueuedAsync(database, engine);
        wire.BreakAt(Settle, done);

        await SendAsync(engine, workspace);

        Assert.True(wire.HasBroken);
        Assert.Single(hop.Taken);
        Assert.Equal(["Sent"], await workspace.LinesAsync());
        Assert.Equal(["Planned", "Queued", "Sending", "Sent"], await workspace.QueryAsync<string>("SELECT disposition FROM invitation_changes ORDER BY id"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claim_whose_answer_was_lost_is_given_back_and_its_mail_leaves_once(bool done)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var wire = LossyWire.To(database);
        var hop = new AnsweringHop();
        await using var engine = EngineHost.Behind(wire, hop);
        var workspace = await QueuedAsync(database, engine);
        wire.BreakAt(Claim, done);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => SendAsync(engine, workspace));

        Assert.True(wire.HasBroken);
        Assert.Empty(hop.Taken);
        Assert.Equal(["Queued"], await workspace.LinesAsync());
        Assert.Equal(1, await workspace.CountAsync("invitations", "attempts = 0"));
        // As the message does when it comes again.
        await SendAsync(engine, workspace);
        Assert.Single(hop.Taken);
        Assert.Equal(["Sent"], await workspace.LinesAsync());
    }

    [Fact]
    public async Task A_mail_that_could_not_be_made_because_the_database_was_away_is_made_later()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var wire = LossyWire.To(database);
        var hop = new AnsweringHop();
        await using var engine = EngineHost.Behind(wire, hop);
        var workspace = await QueuedAsync(database, engine);
        wire.BreakAt(Compose, done: false);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => SendAsync(engine, workspace));

        Assert.True(wire.HasBroken);
        Assert.Equal(["Queued"], await workspace.LinesAsync());
        await SendAsync(engine, workspace);
        Assert.Single(hop.Taken);
        Assert.Equal(["Sent"], await workspace.LinesAsync());
    }

    [Fact]
    public async Task No_more_lines_are_being_sent_than_the_transport_can_carry()
    {
        await using var database = await TestDatabase.CreateAsync();
        var hop = new NarrowHop(database);
        await using var engine = EngineHost.Build(database, mail: hop);
        var workspace = await QueuedAsync(database, engine, 40);

        await Task.WhenAll((await IdsAsync(workspace)).Chunk(20).Select(lot => engine.Get<SendInvitations>().RunAsync(lot, None)));

        Assert.Equal(40, await workspace.CountAsync("invitations", "disposition = 'Sent'"));
        Assert.InRange(hop.MostSending, 1, hop.AtOnce);
    }

    [Fact]
    public async Task A_reminder_that_did_not_leave_comes_again_and_the_others_of_its_lot_go_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var wire = LossyWire.To(database);
        var hop = new AnsweringHop();
        await using var engine = EngineHost.Behind(wire, hop, ("Invitations:Parallel", "1"));
        var workspace = await RemindableAsync(database, engine, hop, 3);
        hop.Answer = _ => new MailResult { Outcome = MailOutcome.Failed, Stage = MailStage.Connect };
        wire.BreakAt("trim_array", done: true);

        await engine.Get<SendReminders>().RunAsync(None);

        Assert.True(wire.HasBroken);
        Assert.Equal(3, hop.Taken.Count);
        Assert.Equal(3, await workspace.CountAsync("invitations", "cardinality(reminded_at) = 0 AND remind_at > now()"));
    }

    [Fact]
    public async Task A_reminder_that_could_not_be_made_because_the_database_was_away_does_not_count()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var wire = LossyWire.To(database);
        var hop = new AnsweringHop();
        await using (var sender = EngineHost.Build(database, mail: hop)) await RemindableAsync(database, sender, hop, 3);
        var workspace = new Workspace(database);
        await using var engine = EngineHost.Behind(wire, hop, ("Invitations:Parallel", "1"));
        wire.BreakAt(Compose, done: false);

        Assert.Equal(2, await engine.Get<SendReminders>().RunAsync(None));

        Assert.True(wire.HasBroken);
        Assert.Equal(2, hop.Taken.Count);
        Assert.Equal(1, await workspace.CountAsync("invitations", "cardinality(reminded_at) = 0 AND remind_at > now()"));
    }

    /// <summary>Sent three days ago, with a reminder that is due.</summary>
    private static async Task<Workspace> RemindableAsync(TestDatabase database, EngineHost engine, AnsweringHop hop, int count)
    {
        var workspace = await QueuedAsync(database, engine, count);
        await SendAsync(engine, workspace);
        await workspace.RunAsync("UPDATE triggers SET reminder_count = 2");
        await workspace.RunAsync("UPDATE invitations SET sent_at = now() - interval '3 days', remind_at = now() - interval '1 minute'");
        hop.Taken.Clear();
        return workspace;
    }

    private static async Task<Workspace> QueuedAsync(TestDatabase database, EngineHost engine, int count = 1)
    {
        var workspace = await WithDeliveryAsync(database);
        await workspace.TriggerAsync();
        await workspace.PlanAsync(engine, [.. Enumerable.Range(0, count).Select(i => Event($"e{i}", $"c{i}"))]);
        await engine.Get<DueInvitations>().RunAsync(None);
        return workspace;
    }

    private static async Task SendAsync(EngineHost engine, Workspace workspace) => await engine.Get<SendInvitations>().RunAsync(await IdsAsync(workspace), None);

    private static Task<List<Guid>> IdsAsync(Workspace workspace) => workspace.QueryAsync<Guid>("SELECT id FROM invitations");

    /// <summary>A next hop that carries few mails at once and looks how many lines are called Sending meanwhile.</summary>
    private sealed class NarrowHop(TestDatabase database) : IMailTransport
    {
        public int AtOnce => 3;

        public long MostSending { get; private set; }

        public async Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken)
        {
            await Task.Delay(10, CancellationToken.None);
            await using var command = database.Source.CreateCommand("SELECT count(*) FROM invitations WHERE disposition = 'Sending'");
            var sending = (long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
            lock (database) MostSending = Math.Max(MostSending, sending);
            return AnsweringHop.Sent;
        }
    }
}
