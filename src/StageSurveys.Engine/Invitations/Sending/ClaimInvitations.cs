using Npgsql;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>
/// Moves queued lines to Sending under fresh tokens and commits. Those that are about to leave at one moment share the statement and its commit; no line is claimed
/// before somebody is there to send it, so a crash leaves no more of them behind than mails were on their way. The survey stays open from now on for as long as was planned.
/// </summary>
public sealed class ClaimInvitations
{
    private const int AtOnce = 64, Lanes = 1;
    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly Gathering<(Guid Id, InvitationToken Token), SendingInvitation?> gathering;

    public ClaimInvitations(NpgsqlDataSource source, TimeProvider time)
    {
        (this.source, this.time) = (source, time);
        gathering = new(AtOnce, Lanes, ClaimAsync);
    }

    /// <summary>Null when the line was not queued (any more). A second time with the same token gives the same claim: the answer of the first may have been lost.</summary>
    internal Task<SendingInvitation?> RunAsync(Guid id, InvitationToken token) => gathering.RunAsync((id, token));

    private async Task<IReadOnlyList<SendingInvitation?>> ClaimAsync(IReadOnlyList<(Guid Id, InvitationToken Token)> asked)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        // The place comes back, so that of two messages about one line only one gets it. IS TRUE keeps the planner from an index of dispositions: before a
        // large trigger is due hardly any line is queued, and by that plan each claim read every line that is queued now.
        await using var command = new NpgsqlCommand($"""
            UPDATE invitations i
            SET disposition = 'Sending', reason = '', disposition_at = $2, token_hash = q.hash,
                attempts = i.attempts + CASE i.disposition WHEN 'Queued' THEN 1 ELSE 0 END,
                expires_at = $2 + (i.expires_at - i.due_at), due_at = $2, slot_at = NULL
            FROM unnest($1::uuid[], $3::bytea[]) WITH ORDINALITY AS q (id, hash, place), customers c, touchpoints t, touchpoint_events e, survey_versions v, surveys s, brands b
            WHERE i.id = q.id AND (i.disposition = 'Queued' OR i.disposition = 'Sending' AND i.token_hash = q.hash) IS TRUE AND (i.send_before IS NULL OR i.send_before > $2) AND c.id = i.customer_id AND c.opted_out_at IS NULL AND c.email <> ''
              AND t.id = i.touchpoint_id AND e.id = i.event_id AND v.id = i.survey_version_id AND s.id = v.survey_id AND b.id = 1
            RETURNING q.place::int, {SendingInvitation.Columns}
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. asked.Select(x => x.Id)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. asked.Select(x => x.Token.Hash)] });
        // Planned once for each connection of the pool, not for each lot.
        await command.PrepareAsync();
        var claimed = new SendingInvitation?[asked.Count];
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var place = row.GetInt32(0) - 1;
            claimed[place] = SendingInvitation.Read(row, 1, asked[place].Id, asked[place].Token, now);
        }

        // The rows come before the commit: only the end of the reply says that it held.
        await row.NextResultAsync();
        return claimed;
    }
}
