using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Messaging;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Responses;

/// <summary>
/// Makes the score that was clicked in a mail an answer, once somebody touched the page it opened (or sent the form of the page without script). It is a
/// partial response: it counts at once, may be confirmed again with another value, and gives way to the whole answer when that is sent. There are no reminders
/// after it. The score joins the draft too, so that another device goes on from there.
/// </summary>
public sealed class ConfirmScore(NpgsqlDataSource source, InvitationLook look, PublishedDefinitions versions, Outbox outbox, TimeProvider time)
{
    private const string Save = """
        WITH started AS (
            UPDATE invitations i SET
                disposition_at = CASE WHEN i.disposition = 'Started' THEN i.disposition_at ELSE $1 END,
                disposition = 'Started', reason = '', started_at = coalesce(i.started_at, $1), visited_at = coalesce(i.visited_at, $1), remind_at = NULL
            WHERE i.id = $2 AND
        """ + SurveyAccessRule.MayAnswer + """
            RETURNING i.id, i.survey_version_id, i.touchpoint_id, i.customer_id, i.persona_id, i.persona_rule_set_version, i.locale),
        proposed AS (
            INSERT INTO score_proposals (invitation_id, place, clicks, first_at, last_at) SELECT id, $4, 1, $1, $1 FROM started
            ON CONFLICT (invitation_id) DO UPDATE SET place = excluded.place, last_at = excluded.last_at),
        drafted AS (
            INSERT INTO answer_drafts (invitation_id, answers, page, updated_at) SELECT id, $3, 0, $1 FROM started
            ON CONFLICT (invitation_id) DO UPDATE SET answers = answer_drafts.answers || excluded.answers, updated_at = excluded.updated_at),
        stored AS (
            INSERT INTO responses (id, invitation_id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at, is_partial)
            SELECT id, id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, $3, $1, $1, true FROM started
            ON CONFLICT (id) DO UPDATE SET answers = excluded.answers, answered_at = excluded.answered_at, received_at = excluded.received_at,
                revision = responses.revision + 1, scored_at = NULL, taken_at = NULL
            WHERE responses.is_partial AND responses.answers <> excluded.answers
            RETURNING id),
        told AS (INSERT INTO outbox_messages (id, type, body, created_at) SELECT $5, $6, $7, $1 WHERE EXISTS (SELECT FROM stored))
        SELECT count(*) FROM started
        """;

    /// <summary>Open when it is stored; otherwise why not. A fault names the place.</summary>
    public async Task<Outcome<SurveyAccess>> RunAsync(string token, int place, CancellationToken cancel)
    {
        if (InvitationToken.Parse(token) is not { } parsed || await look.FindAsync(parsed) is not { } found) return SurveyAccess.Unknown;
        if (found.Access != SurveyAccess.Open || found.SurveyVersionId is not { } version) return found.Access;
        if (FirstScore.Of(await versions.GetAsync(version, cancel)) is not { } first || first.At(place) is not { } value) return new Fault("place", "An answer is required.");
        if (await SaveAsync(found.Id, place, JsonSerializer.Serialize(new Dictionary<string, JsonElement> { [first.Key] = value }), cancel)) return SurveyAccess.Open;
        // The whole answer, an opt-out or the end of the survey came in between.
        return await look.WhyNotAsync(parsed);
    }

    private async Task<bool> SaveAsync(Guid invitation, int place, string answers, CancellationToken cancel)
    {
        var message = outbox.Row(new ResponseSubmitted { ResponseIds = [invitation] });
        await using var command = source.CreateCommand(Save);
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        command.Parameters.Add(new() { Value = invitation });
        command.Parameters.Add(new() { Value = answers, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = place });
        command.Parameters.Add(new() { Value = message.Id });
        command.Parameters.Add(new() { Value = message.Type });
        command.Parameters.Add(new() { Value = message.Body, NpgsqlDbType = NpgsqlDbType.Jsonb });
        var saved = (long)(await command.ExecuteScalarAsync(cancel))! > 0;
        outbox.Wake();
        return saved;
    }
}
