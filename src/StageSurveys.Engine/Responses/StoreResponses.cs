using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Messaging;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// The write of an answer. It completes the invitation, stores the response under the invitation's id, drops the draft and leaves the message for
/// the scoring, in one transaction: all of it or nothing, and a second time nothing. Answers of one moment share the statements and their commit. A score that was
/// confirmed before (<see cref="ConfirmScore"/>) gives way to it.
/// </summary>
public sealed class StoreResponses
{
    private const string Write = """
        WITH given AS (SELECT * FROM unnest($2::uuid[], $3::jsonb[]) WITH ORDINALITY AS given (id, answers, place)),
        done AS (
            UPDATE invitations i SET disposition = 'Completed', reason = '', disposition_at = $1, completed_at = $1,
                started_at = coalesce(i.started_at, $1), visited_at = coalesce(i.visited_at, $1)
            FROM given WHERE i.id = given.id AND
        """ + SurveyAccessRule.MayAnswer + """
            RETURNING i.id, i.survey_version_id, i.touchpoint_id, i.customer_id, i.persona_id, i.persona_rule_set_version, i.locale, given.answers, given.place),
        stored AS (
            INSERT INTO responses (id, invitation_id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT id, id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, $1, $1 FROM done ORDER BY id
            ON CONFLICT (id) DO UPDATE SET answers = excluded.answers, answered_at = excluded.answered_at, received_at = excluded.received_at, is_partial = false,
                revision = responses.revision + 1, scored_at = NULL, taken_at = NULL
            WHERE responses.is_partial
            RETURNING id),
        told AS (INSERT INTO outbox_messages (id, type, body, created_at) SELECT $4, $5, $6, $1 WHERE EXISTS (SELECT FROM stored))
        SELECT place::int FROM done
        """;

    // A statement of its own, in the same transaction: the one above may have waited for somebody who was saving the draft meanwhile, and would not see it.
    private const string Drop = "DELETE FROM answer_drafts d USING responses r WHERE d.invitation_id = ANY($1) AND r.id = d.invitation_id AND NOT r.is_partial";

    private const int AtOnce = 64, Lanes = 2;
    private readonly NpgsqlDataSource source;
    private readonly Outbox outbox;
    private readonly TimeProvider time;
    private readonly Gathering<Given, bool> gathering;

    public StoreResponses(NpgsqlDataSource source, Outbox outbox, TimeProvider time)
    {
        (this.source, this.outbox, this.time) = (source, outbox, time);
        gathering = new(AtOnce, Lanes, WriteAsync);
    }

    /// <summary>True when this call stored the answers; false when the invitation takes none (any more). Returns after the commit.</summary>
    /// <param name="invitation">Its id, which becomes the response's.</param>
    /// <param name="answers">Checked answers as JSON.</param>
    public Task<bool> RunAsync(Guid invitation, string answers) => gathering.RunAsync(new Given(invitation, answers));

    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<Given> given)
    {
        // The message names a response also when it turns out not to be stored: scoring passes over ids that do not exist, and twice is as good as once.
        var message = outbox.Row(new ResponseSubmitted { ResponseIds = [.. given.Select(x => x.Invitation).Distinct()] });
        await using var connection = await source.OpenConnectionAsync();
        Guid[] ids = [.. given.Select(x => x.Invitation)];
        await using var write = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(Write)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime },
                        new NpgsqlParameter<Guid[]> { TypedValue = ids },
                        new NpgsqlParameter<string[]> { TypedValue = [.. given.Select(x => x.Answers)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                        new NpgsqlParameter<Guid> { TypedValue = message.Id },
                        new NpgsqlParameter<string> { TypedValue = message.Type },
                        new NpgsqlParameter<string> { TypedValue = message.Body, NpgsqlDbType = NpgsqlDbType.Jsonb },
                    },
                },
                new(Drop) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = ids } } },
            },
        };
        // Planned once for each connection of the pool, not for each lot.
        await write.PrepareAsync();
        var stored = new bool[given.Count];
        await using var reader = await write.ExecuteReaderAsync();
        while (await reader.ReadAsync()) stored[reader.GetInt32(0) - 1] = true;
        // The rows come before the commit: only the end of the reply says that it held.
        await reader.NextResultAsync();
        outbox.Wake();
        return stored;
    }

    private sealed record Given(Guid Invitation, string Answers);
}
