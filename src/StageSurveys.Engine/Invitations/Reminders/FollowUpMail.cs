using Npgsql;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations.Reminders;

/// <summary>A further mail about an invitation, claimed by this process under a fresh link.</summary>
/// <param name="Number">0 is the thank-you mail, 1 the first reminder …</param>
/// <param name="IsLast">No further one follows.</param>
internal sealed record FollowUpMail(SendingInvitation Mail, int Number, bool IsLast, DateTimeOffset ExpiresAt)
{
    /// <summary>Columns that <see cref="Read"/> takes, of a query over invitations i and what belongs to them.</summary>
    public const string Columns = $"i.id, {SendingInvitation.Columns}, i.expires_at, i.customer_id, i.slot_at";

    /// <summary>What the columns are of; the alias r is the trigger.</summary>
    public const string Tables = """
        invitations i JOIN customers c ON c.id = i.customer_id JOIN touchpoints t ON t.id = i.touchpoint_id JOIN touchpoint_events e ON e.id = i.event_id
        JOIN survey_versions v ON v.id = i.survey_version_id JOIN surveys s ON s.id = v.survey_id CROSS JOIN brands b LEFT JOIN triggers r ON r.id = i.trigger_id
        """;

    /// <summary>The columns in use by what stands behind <see cref="Columns"/>.</summary>
    public const int ColumnCount = 25;

    public static (SendingInvitation Mail, DateTimeOffset ExpiresAt, Guid Customer, DateTimeOffset? SlotAt) Read(NpgsqlDataReader row, DateTimeOffset now) => (
        SendingInvitation.Read(row, 1, row.GetGuid(0), InvitationToken.New(), now),
        row.GetFieldValue<DateTimeOffset>(22), row.GetGuid(23), row.IsDBNull(24) ? null : row.GetFieldValue<DateTimeOffset>(24));

    /// <summary>The present links of these lines become earlier ones, which go on leading there, and the new ones take their place.</summary>
    public static NpgsqlBatchCommand Relink(IReadOnlyList<SendingInvitation> mails) => new("""
        WITH fresh AS (SELECT * FROM unnest($1::uuid[], $2::bytea[]) AS f (id, hash)),
        kept AS (
            INSERT INTO earlier_links (token_hash, invitation_id) SELECT i.token_hash, i.id FROM invitations i JOIN fresh ON fresh.id = i.id WHERE i.token_hash IS NOT NULL
            ON CONFLICT DO NOTHING)
        UPDATE invitations i SET token_hash = fresh.hash FROM fresh WHERE i.id = fresh.id
        """)
    {
        Parameters = { new() { Value = mails.Select(x => x.Id).ToArray() }, new() { Value = mails.Select(x => x.Token.Hash).ToArray() } },
    };

    /// <summary>Lines of the history that change no disposition.</summary>
    public static NpgsqlBatchCommand Note(IEnumerable<(Guid Id, string What)> notes, DateTimeOffset now)
    {
        var all = notes.ToList();
        return new("""
            INSERT INTO invitation_changes (invitation_id, disposition, reason, at)
            SELECT i.id, i.disposition, n.reason, $3 FROM unnest($1::uuid[], $2::text[]) AS n (id, reason) JOIN invitations i ON i.id = n.id
            """)
        {
            Parameters = { new() { Value = all.Select(x => x.Id).ToArray() }, new() { Value = all.Select(x => x.What).ToArray() }, new() { Value = now } },
        };
    }
}
