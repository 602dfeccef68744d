using Npgsql;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// Counts the invitations whose score was clicked in the mail and of which nothing came: people who closed the page at once, and mail scanners that follow links.
/// Nobody can tell these apart, so they are counted here and nowhere else.
/// </summary>
public sealed class CountUnconfirmedScores(NpgsqlDataSource source)
{
    public async Task<long> RunAsync(LedgerFilter filter, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Ledger.Command($"""
            SELECT count(*) FROM score_proposals p JOIN invitations i ON i.id = p.invitation_id JOIN touchpoint_events e ON e.id = i.event_id
            WHERE {Ledger.Where} AND ($5::uuid IS NULL OR i.trigger_id = $5) AND NOT EXISTS (SELECT FROM responses r WHERE r.id = i.id)
            """, filter));
        return (long)(await batch.ExecuteScalarAsync(cancel))!;
    }
}
