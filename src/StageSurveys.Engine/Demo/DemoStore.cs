using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Responses;
using StageSurveys.Engine.Scores;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Demo;

/// <summary>Writes the invented workspace inside the caller's transaction: the few rows by EF, the many by COPY.</summary>
public static class DemoStore
{
    private const NpgsqlDbType Id = NpgsqlDbType.Uuid, Text = NpgsqlDbType.Text, When = NpgsqlDbType.TimestampTz, Json = NpgsqlDbType.Jsonb, Number = NpgsqlDbType.Integer;

    public static async Task RunAsync(StageSurveysDb db, DemoWorkspace workspace, CancellationToken cancel)
    {
        db.AddRange(workspace.Attributes);
        db.AddRange(workspace.Personas);
        db.Add(workspace.Rules);
        db.AddRange(workspace.Journeys);
        db.AddRange(workspace.Surveys);
        db.AddRange(workspace.Versions);
        db.AddRange(workspace.Triggers);
        db.Add(workspace.Business.Journey);
        db.Add(workspace.Business.Trigger);
        db.AddRange(workspace.Business.Managers);
        db.AddRange(workspace.Business.Accounts);
        db.AddRange(workspace.Waves.Triggers);
        db.AddRange(workspace.Waves.Programmes);
        db.AddRange(workspace.Waves.Members);
        db.AddRange(workspace.Drafts);
        db.AddRange(workspace.Notes);
        db.AddRange(workspace.Hypotheses);
        // A start without the demo may have put them there already.
        if (!await db.ContactRules.AnyAsync(cancel)) db.AddRange(ShipContactRules.Make(workspace.Founded, workspace.Rules.PublishedBy));
        await db.SaveChangesAsync(cancel);
        // Its past is older than what a worker beside us may have counted already: the next count begins at the beginning.
        await db.Set<Tally>().ExecuteDeleteAsync(cancel);
        // A name that somebody chose before stays.
        var fresh = new Brand().Name;
        await db.Brands.Where(x => x.Name == fresh).ExecuteUpdateAsync(set => set.SetProperty(x => x.Name, DemoWorkspace.BrandName).SetProperty(x => x.Colour, "#1f5f4a"), cancel);

        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await CopyAsync(connection, [.. workspace.Customers, .. workspace.Business.Customers],
            "customers (id, external_id, email, name, locale, time_zone, attributes, account_ref, role, persona_id, persona_locked, opted_out_at, created_at, updated_at)",
            [
                (Id, x => x.Id), (Text, x => x.ExternalId), (Text, x => x.Email), (Text, x => x.Name), (Text, x => x.Locale), (Text, x => x.TimeZone), (Json, x => x.Attributes),
                (Text, x => x.AccountRef), (Text, x => x.Role), (Id, x => x.PersonaId), (NpgsqlDbType.Boolean, x => x.PersonaLocked), (When, x => x.OptedOutAt), (When, x => x.CreatedAt), (When, x => x.UpdatedAt),
            ], cancel);
        await CopyAsync(connection, workspace.Business.Contacts, "account_contacts (account_id, customer_id, role, influence, left_at, created_at)",
            [(Id, x => x.AccountId), (Id, x => x.CustomerId), (Text, x => x.Role), (NpgsqlDbType.Numeric, x => x.Influence), (When, x => x.LeftAt), (When, x => x.CreatedAt)], cancel);
        await CopyAsync(connection, workspace.Waves.Waves,
            """
            waves (id, programme_id, account_id, touchpoint_id, survey_id, trigger_id, number, period_start, starts_at, state, reason, note, note_by, approved_by, approved_by_name, approved_at,
                   announced_at, started_at, created_at, changed_by, changed_at, version)
            """,
            [
                (Id, x => x.Id), (Id, x => x.ProgrammeId), (Id, x => x.AccountId), (Id, x => x.TouchpointId), (Id, x => x.SurveyId), (Id, x => x.TriggerId), (Number, x => x.Number),
                (NpgsqlDbType.Date, x => x.PeriodStart), (When, x => x.StartsAt), (Text, x => x.State.ToString()), (Text, x => x.Reason), (Text, x => x.Note), (Text, x => x.NoteBy), (Id, x => x.ApprovedBy),
                (Text, x => x.ApprovedByName), (When, x => x.ApprovedAt), (When, x => x.AnnouncedAt), (When, x => x.StartedAt), (When, x => x.CreatedAt), (Text, x => x.ChangedBy), (When, x => x.ChangedAt), (Number, x => x.Version),
            ], cancel);
        await CopyAsync(connection, workspace.Waves.Lists, "wave_contacts (wave_id, customer_id, included, left_out_reason, left_out_note, added_by_hand, role, influence)",
            [
                (Id, x => x.WaveId), (Id, x => x.CustomerId), (NpgsqlDbType.Boolean, x => x.Included), (Text, x => x.LeftOutReason), (Text, x => x.LeftOutNote), (NpgsqlDbType.Boolean, x => x.AddedByHand),
                (Text, x => x.Role), (NpgsqlDbType.Numeric, x => x.Influence),
            ], cancel);
        await CopyAsync(connection, [.. workspace.Events, .. workspace.Business.Events, .. workspace.Waves.Events],
            "touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context, planned_at, wave_id)",
            [
                (Id, x => x.Id), (Text, x => x.EventKey), (Id, x => x.TouchpointId), (Id, x => x.CustomerId), (When, x => x.OccurredAt), (When, x => x.ReceivedAt),
                (Text, x => x.Source), (Json, x => x.Context), (When, x => x.PlannedAt), (Id, x => x.WaveId),
            ], cancel);
        await CopyAsync(connection, [.. workspace.Invitations, .. workspace.Business.Invitations, .. workspace.Waves.Invitations],
            """
            invitations (id, event_id, trigger_id, wave_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason,
                         disposition_at, created_at, due_at, expires_at, token_hash, attempts, sent_at, visited_at, started_at, completed_at)
            """,
            [
                (Id, x => x.Id), (Id, x => x.EventId), (Id, x => x.TriggerId), (Id, x => x.WaveId), (Id, x => x.TouchpointId), (Id, x => x.CustomerId), (Id, x => x.SurveyVersionId),
                (Id, x => x.PersonaId), (Number, x => x.PersonaRuleSetVersion), (Text, x => x.Locale), (Text, x => x.Disposition.ToString()), (Text, x => x.Reason),
                (When, x => x.DispositionAt), (When, x => x.CreatedAt), (When, x => x.DueAt), (When, x => x.ExpiresAt), (NpgsqlDbType.Bytea, x => x.TokenHash),
                (Number, x => x.Attempts), (When, x => x.SentAt), (When, x => x.VisitedAt), (When, x => x.StartedAt), (When, x => x.CompletedAt),
            ], cancel);
        await CopyAsync(connection, [.. workspace.Responses, .. workspace.Business.Responses],
            """
            responses (id, invitation_id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
            """,
            [
                (Id, x => x.Id), (Id, x => x.InvitationId), (Id, x => x.SurveyVersionId), (Id, x => x.TouchpointId), (Id, x => x.CustomerId), (Id, x => x.PersonaId),
                (Number, x => x.PersonaRuleSetVersion), (Text, x => x.Locale), (Json, x => x.Answers), (When, x => x.AnsweredAt), (When, x => x.ReceivedAt),
            ], cancel);
        await CopyAsync(connection, Clicked(workspace), "score_proposals (invitation_id, place, clicks, first_at, last_at)",
            [(Id, x => x.InvitationId), (Number, x => x.Place), (Number, x => x.Clicks), (When, x => x.FirstAt), (When, x => x.LastAt)], cancel);
    }

    // Every ninth visitor who began nothing had clicked a score in the mail; nobody can say whether that was a person.
    private static List<ScoreProposal> Clicked(DemoWorkspace workspace) =>
    [
        .. workspace.Invitations.Where(x => x.VisitedAt is not null && x.StartedAt is null).Where((_, at) => at % 9 == 0)
            .Select((line, at) => new ScoreProposal { InvitationId = line.Id, Place = 1 + (at % 3), Clicks = 1 + (at % 5), FirstAt = line.VisitedAt!.Value, LastAt = line.VisitedAt.Value.AddSeconds(at % 5) }),
    ];

    private static async Task CopyAsync<T>(
        NpgsqlConnection connection, IReadOnlyList<T> rows, string target, (NpgsqlDbType Type, Func<T, object?> Value)[] columns, CancellationToken cancel)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {target} FROM STDIN (FORMAT BINARY)", cancel);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancel);
            foreach (var (type, value) in columns)
            {
                if (value(row) is { } given) await writer.WriteAsync(given, type, cancel);
                else await writer.WriteNullAsync(cancel);
            }
        }

        await writer.CompleteAsync(cancel);
    }
}
