using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Messaging;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Responses;

/// <summary>What came of a submission. <paramref name="Access"/> Answered: it is on disk, now or from an earlier try. Faults: nothing was stored.</summary>
public sealed record Submission(SurveyAccess Access, bool Stored, string Locale, IReadOnlyList<Fault> Faults);

/// <summary>
/// Takes the answers of an invitation: one look-up by token hash, one write. The write completes the invitation, stores the response under the
/// invitation's id, drops the draft and leaves the message for the scoring, in one statement: all of it or nothing, and a second time nothing.
/// It returns after the commit.
/// </summary>
public sealed class SubmitResponse(NpgsqlDataSource source, PublishedDefinitions versions, Outbox outbox, TimeProvider time)
{
    private const string Write = """
        WITH done AS (
            UPDATE invitations i SET disposition = 'Completed', reason = '', disposition_at = $1, completed_at = $1,
                started_at = coalesce(i.started_at, $1), visited_at = coalesce(i.visited_at, $1)
            WHERE i.id = $2 AND
        """ + SurveyAccessRule.MayAnswer + """
            RETURNING i.id, i.survey_version_id, i.touchpoint_id, i.customer_id, i.persona_id, i.persona_rule_set_version, i.locale),
        stored AS (
            INSERT INTO responses (id, invitation_id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            SELECT id, id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, $3, $1, $1 FROM done
            RETURNING id),
        dropped AS (DELETE FROM answer_drafts WHERE invitation_id IN (SELECT id FROM stored))
        INSERT INTO outbox_messages (id, type, body, created_at) SELECT $4, $5, $6, $1 FROM stored
        """;

    public async Task<Submission> RunAsync(string token, JsonElement answers, CancellationToken cancel)
    {
        if (InvitationToken.Parse(token) is not { } parsed) return new(SurveyAccess.Unknown, false, "en", []);
        var now = time.GetUtcNow();
        // No connection is held while another is asked for: thirty customers at once would wait for each other.
        var found = await InvitationLook.FindAsync(source, parsed, now, cancel);
        if (found is null) return new(SurveyAccess.Unknown, false, "en", []);
        if (found.Access != SurveyAccess.Open || found.SurveyVersionId is not { } version) return new(found.Access, false, found.Locale, []);

        var definition = await versions.GetAsync(version, cancel);
        var check = AnswerCheck.Run(definition, StorableJson.Clean(answers), complete: true);
        if (!check.Ok) return new(SurveyAccess.Open, false, found.Locale, check.Faults);

        var message = outbox.Row(new ResponseSubmitted { ResponseIds = [found.Id] });
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var write = new NpgsqlCommand(Write, connection);
        write.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        write.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = found.Id });
        write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = check.Answers.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        write.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.Id });
        write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Type });
        write.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Body, NpgsqlDbType = NpgsqlDbType.Jsonb });
        // Planned once for each connection of the pool, not for each answer.
        await write.PrepareAsync(cancel);
        // Once begun it is seen through: a customer who closes the page at this moment has answered.
        var stored = await write.ExecuteNonQueryAsync(CancellationToken.None) > 0;
        await connection.CloseAsync();
        if (stored)
        {
            outbox.Wake();
            return new(SurveyAccess.Answered, true, found.Locale, []);
        }

        // Somebody else was faster in between: a second click, another device, an opt-out.
        var after = await InvitationLook.FindAsync(source, parsed, now, cancel);
        return new(after?.Access ?? SurveyAccess.Unknown, false, found.Locale, []);
    }
}
