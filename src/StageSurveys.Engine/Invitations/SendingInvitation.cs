using Npgsql;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>An invitation that this process has claimed for sending, with all that its mail needs.</summary>
internal sealed record SendingInvitation(
    Guid Id, InvitationToken Token, DateTimeOffset ClaimedAt, int Attempts, string Locale, string Email, string CustomerName, string CustomerZone, LocalText Touchpoint,
    DateTimeOffset OccurredAt, Guid SurveyVersionId, LocalText Subject, LocalText Body, string BrandName, string BrandColour, string BrandZone, string SurveyKey, string TouchpointKey)
{
    /// <summary>
    /// Moves one line from Queued to Sending under a fresh token and commits; null when it was not queued (any more). The survey stays open from now
    /// on for as long as was planned.
    /// </summary>
    public static async Task<SendingInvitation?> ClaimAsync(NpgsqlDataSource source, Guid id, InvitationToken token, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("""
            UPDATE invitations i
            SET disposition = 'Sending', reason = '', disposition_at = $2, token_hash = $3, attempts = i.attempts + 1,
                expires_at = $2 + (i.expires_at - i.due_at), due_at = $2, slot_at = NULL
            FROM customers c, touchpoints t, touchpoint_events e, survey_versions v, surveys s, brands b
            WHERE i.id = $1 AND i.disposition = 'Queued' AND (i.send_before IS NULL OR i.send_before > $2) AND c.id = i.customer_id AND c.opted_out_at IS NULL AND c.email <> ''
              AND t.id = i.touchpoint_id AND e.id = i.event_id AND v.id = i.survey_version_id AND s.id = v.survey_id AND b.id = 1
            RETURNING i.attempts, i.locale, c.email, c.name, c.time_zone, t.name_fr, t.name_en, e.occurred_at, v.id,
                      s.mail_subject_fr, s.mail_subject_en, s.mail_body_fr, s.mail_body_en, b.name, b.colour, b.time_zone, s.key, t.key
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = token.Hash });
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel)) return null;
        return new SendingInvitation(
            id, token, now, row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), new LocalText(row.GetString(5), row.GetString(6)),
            row.GetFieldValue<DateTimeOffset>(7), row.GetGuid(8), new LocalText(row.GetString(9), row.GetString(10)), new LocalText(row.GetString(11), row.GetString(12)),
            row.GetString(13), row.GetString(14), row.GetString(15), row.GetString(16), row.GetString(17));
    }

    /// <param name="wording">Null takes the survey's own.</param>
    /// <param name="expiresAt">Named where the wording has a hole for the last day.</param>
    public MailMessage Mail(PublicLinks links, MailedSurvey survey, string feedbackId, MailWording? wording = null, DateTimeOffset? expiresAt = null)
    {
        var values = new MailValues
        {
            CustomerName = CustomerName,
            TouchpointName = Touchpoint.In(Locale),
            EventDate = InvitationMail.Day(OccurredAt, CustomerZone, BrandZone),
            SurveyMinutes = survey.Minutes,
            Score = ScoreInMail.Of(survey.First, Locale, links.Survey(Token)),
            LastDay = expiresAt is { } end ? InvitationMail.Day(end, CustomerZone, BrandZone) : null,
            Link = links.Survey(Token),
            Unsubscribe = links.Preferences(Token),
        };
        return InvitationMail.Make(wording ?? InvitationMail.Wording(Subject, Body), values, Locale, new MailBrand(BrandName, BrandColour), Email, Id, feedbackId);
    }
}
