using Npgsql;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations;

/// <summary>An invitation that this process has claimed for sending, with all that its mail needs.</summary>
internal sealed record SendingInvitation(
    Guid Id, InvitationToken Token, DateTimeOffset ClaimedAt, int Attempts, string Locale, string Email, string CustomerName, string CustomerZone, LocalText Touchpoint,
    DateTimeOffset OccurredAt, Guid SurveyVersionId, LocalText Subject, LocalText Body, string BrandName, string BrandColour, string BrandZone, string SurveyKey, string TouchpointKey,
    bool OfWave, string Note, string NoteBy)
{
    /// <summary>What <see cref="Read"/> takes, of a query over invitations i and what belongs to them.</summary>
    public const string Columns = """
        i.attempts, i.locale, c.email, c.name, c.time_zone, t.name_fr, t.name_en, e.occurred_at, i.survey_version_id,
        s.mail_subject_fr, s.mail_subject_en, s.mail_body_fr, s.mail_body_en, b.name, b.colour, b.time_zone, s.key, t.key, i.wave_id IS NOT NULL,
        COALESCE((SELECT w.note FROM waves w WHERE w.id = i.wave_id), ''), COALESCE((SELECT w.note_by FROM waves w WHERE w.id = i.wave_id), '')
        """;

    /// <param name="at">Where the columns begin in the row.</param>
    public static SendingInvitation Read(NpgsqlDataReader row, int at, Guid id, InvitationToken token, DateTimeOffset now)
    {
        return new(
            id, token, now, row.GetInt32(at), Text(1), Text(2), Text(3), Text(4), new LocalText(Text(5), Text(6)), row.GetFieldValue<DateTimeOffset>(at + 7), row.GetGuid(at + 8),
            new LocalText(Text(9), Text(10)), new LocalText(Text(11), Text(12)), Text(13), Text(14), Text(15), Text(16), Text(17), row.GetBoolean(at + 18), Text(19), Text(20));

        string Text(int place) => row.GetString(at + place);
    }

    /// <param name="wording">Null takes the survey's own.</param>
    /// <param name="expiresAt">Named where the wording has a hole for the last day.</param>
    /// <param name="thanks">A mail after the answer: it neither repeats the note of a wave nor says again who reads the answers.</param>
    public MailMessage Mail(PublicLinks links, MailedSurvey survey, string feedbackId, MailWording? wording = null, DateTimeOffset? expiresAt = null, bool thanks = false)
    {
        var values = new MailValues
        {
            CustomerName = CustomerName,
            TouchpointName = Touchpoint.In(Locale),
            EventDate = InvitationMail.Day(OccurredAt, CustomerZone, BrandZone),
            SurveyMinutes = survey.Minutes,
            Score = ScoreInMail.Of(survey.First, Locale, links.Survey(Token)),
            LastDay = expiresAt is { } end ? InvitationMail.Day(end, CustomerZone, BrandZone) : null,
            // In reminders too: whoever passed over the first mail has not read it.
            Note = !thanks && Note.Length > 0 ? new MailNote(Note, NoteBy) : null,
            IsNamed = OfWave && !thanks,
            Link = links.Survey(Token),
            Unsubscribe = links.Preferences(Token),
        };
        return InvitationMail.Make(wording ?? InvitationMail.Wording(Subject, Body, OfWave), values, Locale, new MailBrand(BrandName, BrandColour), Email, Id, feedbackId);
    }
}
