using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Responses;

/// <summary>Keeps what a customer has filled in so far, one draft an invitation: another device goes on from there. The last one wins.</summary>
public sealed class SaveDraft(NpgsqlDataSource source, InvitationLook look, TimeProvider time)
{
    private const string Save = """
        WITH started AS (
            UPDATE invitations i SET
                disposition_at = CASE WHEN i.disposition = 'Started' THEN i.disposition_at ELSE $1 END,
                disposition = 'Started', reason = '', started_at = coalesce(i.started_at, $1), visited_at = coalesce(i.visited_at, $1)
            WHERE i.id = (SELECT id FROM invitations_by_token($2)) AND
        """ + SurveyAccessRule.MayAnswer + """
            RETURNING i.id)
        INSERT INTO answer_drafts (invitation_id, answers, page, updated_at) SELECT id, $3, $4, $1 FROM started
        ON CONFLICT (invitation_id) DO UPDATE SET answers = excluded.answers, page = excluded.page, updated_at = excluded.updated_at
        """;

    /// <summary>Open when it was saved; otherwise why not. A fault means that the answers are no draft at all.</summary>
    public async Task<Outcome<SurveyAccess>> RunAsync(string token, JsonElement answers, int page, CancellationToken cancel)
    {
        if (InvitationToken.Parse(token) is not { } parsed) return SurveyAccess.Unknown;
        if (answers.ValueKind != JsonValueKind.Object) return new Fault("answers", "The answers must be a JSON object.");
        var text = StorableJson.Clean(answers).GetRawText();
        if (Encoding.UTF8.GetByteCount(text) is > AnswerCheck.MaxBytes and var bytes)
            return new Fault("answers", "The answers are too large: {0} bytes, at most {1}.", bytes, AnswerCheck.MaxBytes);

        await using var command = source.CreateCommand(Save);
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        command.Parameters.Add(new() { Value = parsed.Hash });
        command.Parameters.Add(new() { Value = text, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = Math.Clamp(page, 0, 1000) });
        if (await command.ExecuteNonQueryAsync(cancel) > 0) return SurveyAccess.Open;
        return await look.WhyNotAsync(parsed);
    }
}
