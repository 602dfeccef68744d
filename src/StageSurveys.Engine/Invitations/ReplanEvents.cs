using Microsoft.Extensions.Options;
using Npgsql;

namespace StageSurveys.Engine.Invitations;

/// <summary>Plans events whose message was lost or is late, oldest first.</summary>
public sealed class ReplanEvents(NpgsqlDataSource source, PlanInvitations plan, IOptions<InvitationOptions> options, TimeProvider time)
{
    private const int Batch = 1000;

    /// <summary>How many events were looked after.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            var ids = await OverdueAsync(cancel);
            if (ids.Count > 0) await plan.RunAsync(ids, cancel);
            total += ids.Count;
            if (ids.Count < Batch) return total;
        }
    }

    private async Task<List<Guid>> OverdueAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            "SELECT id FROM touchpoint_events WHERE planned_at IS NULL AND received_at <= $1 ORDER BY received_at LIMIT $2");
        command.Parameters.Add(new() { Value = time.GetUtcNow().AddSeconds(-options.Value.ReplanAfterSeconds) });
        command.Parameters.Add(new() { Value = Batch });
        List<Guid> ids = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) ids.Add(reader.GetGuid(0));
        return ids;
    }
}
