using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Profiles;

namespace StageSurveys.Engine.Scores;

/// <summary>
/// Erases what somebody answered once: the answers with their draft, what was measured, the problems and the texts; every roll-up becomes what it would be without
/// them. The invitation stays answered, so that the ledger still adds up. Published versions of maps keep their figures, and lose the texts.
/// </summary>
public sealed class EraseResponse(NpgsqlDataSource source, ProfileInForce profiles, TimeProvider time)
{
    /// <param name="by">Name of who erases it.</param>
    /// <returns>False when there is no such response (any more).</returns>
    public async Task<bool> RunAsync(Guid response, string by, CancellationToken cancel)
    {
        // Another profile may come into force in between; its days of the 30-day rule decide then.
        while (true)
            if (await EraseAsync(response, by, await profiles.GetAsync(cancel), cancel) is { } erased) return erased;
    }

    private async Task<bool?> EraseAsync(Guid response, string by, NumberedProfile profile, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (inForce, recomputing) = await ScoringGate.EnterAsync(connection, cancel);
        if (inForce != profile.Number) return null;
        var storing = new ScoreStoring(connection, profile.Profile);
        var touchpoints = await TouchpointsAsync(connection, response, cancel);
        await storing.LockAsync([response], touchpoints, cancel);
        // Whoever scored it meanwhile may have measured another touchpoint, which is not locked.
        if ((await TouchpointsAsync(connection, response, cancel)).Except(touchpoints).Any()) return null;
        if (!await DeleteAsync(connection, response, by, cancel)) return false;
        var nothing = ScoredBatch.Nothing(profile);
        await storing.ReplaceAsync([response], nothing, cancel);
        await storing.RefreshCellsAsync(nothing, cancel);
        if (recomputing) await ScoringGate.NoteAsync(connection, [response], cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    private static async Task<List<Guid>> TouchpointsAsync(NpgsqlConnection connection, Guid response, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT touchpoint_id FROM responses WHERE id = $1 UNION SELECT touchpoint_id FROM measurements WHERE response_id = $1 UNION SELECT touchpoint_id FROM verbatims WHERE response_id = $1", connection);
        command.Parameters.Add(new() { Value = response });
        List<Guid> found = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) found.Add(reader.GetGuid(0));
        return found;
    }

    private async Task<bool> DeleteAsync(NpgsqlConnection connection, Guid response, string by, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH gone AS (DELETE FROM responses WHERE id = $1 RETURNING id, invitation_id, customer_id),
            noted AS (
                INSERT INTO erased_responses (id, erased_at, erased_by) SELECT id, $2, $3 FROM gone
                ON CONFLICT (id) DO UPDATE SET erased_at = excluded.erased_at, erased_by = excluded.erased_by),
            accounts AS (INSERT INTO accounts_to_score (account_id) SELECT DISTINCT k.account_id FROM gone JOIN account_contacts k USING (customer_id))
            SELECT invitation_id FROM gone
            """, connection);
        command.Parameters.Add(new() { Value = response });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = by });
        var invitation = await command.ExecuteScalarAsync(cancel);
        if (invitation is null) return false;
        // A statement of its own: the first may have waited for somebody who wrote a draft meanwhile, which it does not see.
        await using var drafts = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("DELETE FROM answer_drafts WHERE invitation_id = $1") { Parameters = { new() { Value = invitation, NpgsqlDbType = NpgsqlDbType.Uuid } } },
                new("DELETE FROM score_proposals WHERE invitation_id = $1") { Parameters = { new() { Value = invitation, NpgsqlDbType = NpgsqlDbType.Uuid } } },
            },
        };
        await drafts.ExecuteNonQueryAsync(cancel);
        return true;
    }
}
