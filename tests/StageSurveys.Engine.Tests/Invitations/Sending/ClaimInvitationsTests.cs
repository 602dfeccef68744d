using StageSurveys.Engine.Invitations;
using StageSurveys.Testing;

namespace StageSurveys.Engine.Tests.Invitations.Sending;

public sealed class ClaimInvitationsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_claim_reads_its_own_line_and_not_all_that_are_queued()
    {
        const int lines = 5000;
        await using var desk = await SendingDesk.OpenAsync();
        await desk.PlanAsync("first");
        await desk.Workspace.RunAsync("INSERT INTO touchpoint_events SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'event_key', 'copy ' || i))).* FROM touchpoint_events e, generate_series(1, $1) i", lines);
        await desk.Workspace.RunAsync("INSERT INTO invitations SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'event_id', e.id))).* FROM invitations i, touchpoint_events e WHERE e.id <> i.event_id");
        // Statistics of a quiet moment, then a large trigger falls due.
        await desk.Workspace.RunAsync("ANALYZE");
        await desk.Workspace.RunAsync("UPDATE invitations SET disposition = 'Queued'");
        var ids = await desk.Workspace.QueryAsync<Guid>("SELECT id FROM invitations ORDER BY id LIMIT 100");
        await using var other = desk.Another();
        var before = await ReadAsync(desk);

        await other.Get<SendInvitations>().RunAsync(ids, None);

        Assert.Equal(100, desk.Hop.Taken.Count);
        // A connection tells what it has read when it ends.
        await other.DisposeAsync();
        long read;
        do
        {
            await Task.Delay(100);
            read = await ReadAsync(desk) - before;
        }
        while (read < 100);
        Assert.InRange(read, 100, 4 * lines);
    }

    private static async Task<long> ReadAsync(SendingDesk desk)
    {
        await desk.Workspace.RunAsync("SELECT pg_stat_clear_snapshot(), pg_stat_force_next_flush()");
        return await desk.Workspace.OneAsync<long>("SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read FROM pg_stat_user_tables WHERE relname = 'invitations'");
    }
}
