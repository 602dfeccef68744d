using Npgsql;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Responses;

/// <summary>Everything the answer page shows. <paramref name="Draft"/> is what was filled in so far, as JSON, or null.</summary>
public sealed record OpenedSurvey(
    SurveyAccess Access, Guid InvitationId, string Locale, Brand Brand, LocalText Touchpoint, DateTimeOffset OccurredAt, SurveyDefinition? Definition, string? Draft, int Page);

/// <summary>
/// Opens a survey by its link: one look-up by the token's hash. The only thing it changes is the visit mark, since mail scanners follow links too.
/// </summary>
public sealed class OpenSurvey(NpgsqlDataSource source, PublishedDefinitions versions, TimeProvider time)
{
    private const string Look = """
        SELECT i.id, i.disposition, i.expires_at, i.started_at, i.visited_at, i.locale, i.survey_version_id, t.name_fr, t.name_en, e.occurred_at,
               b.name, b.colour, b.privacy_url, coalesce(nullif(c.time_zone, ''), b.time_zone), d.answers, d.page
        FROM invitations_by_token($1) i
        JOIN touchpoints t ON t.id = i.touchpoint_id
        JOIN touchpoint_events e ON e.id = i.event_id
        JOIN customers c ON c.id = i.customer_id
        CROSS JOIN brands b
        LEFT JOIN answer_drafts d ON d.invitation_id = i.id
        """;

    // A visit says of a mail whose fate was unknown that it arrived: from there it goes on as one that was sent.
    private const string Mark = """
        UPDATE invitations i SET visited_at = $1,
               sent_at = CASE WHEN i.disposition = 'Unknown' THEN coalesce(i.sent_at, i.disposition_at) ELSE i.sent_at END,
               remind_at = CASE WHEN i.disposition = 'Unknown'
                   THEN (SELECT $1 + make_interval(days => t.reminder_days) FROM triggers t WHERE t.id = i.trigger_id AND t.reminder_count > 0) ELSE i.remind_at END,
               wants_thanks = CASE WHEN i.disposition = 'Unknown' THEN coalesce((SELECT t.thank_you FROM triggers t WHERE t.id = i.trigger_id), false) ELSE i.wants_thanks END,
               disposition_at = CASE WHEN i.disposition IN ('Sent', 'Unknown') THEN $1 ELSE i.disposition_at END,
               reason = CASE WHEN i.disposition IN ('Sent', 'Unknown') THEN '' ELSE i.reason END,
               disposition = CASE WHEN i.disposition IN ('Sent', 'Unknown') THEN 'Visited' ELSE i.disposition END
        WHERE i.id = $2 AND i.visited_at IS NULL
        """;

    /// <summary>Null when there is no such link.</summary>
    /// <param name="count">False for one who is known not to be a person: then not even the visit is marked.</param>
    public async Task<OpenedSurvey?> RunAsync(string token, CancellationToken cancel, bool count = true)
    {
        if (InvitationToken.Parse(token) is not { } parsed) return null;
        var now = time.GetUtcNow();
        // Given back before the definition is asked for: nobody holds one connection and waits for another.
        OpenedSurvey opened;
        Guid? version;
        await using (var connection = await source.OpenConnectionAsync(cancel))
        {
            if (await LookAsync(connection, parsed, now, cancel) is not { } found) return null;
            (opened, version, var visited) = found;
            if (opened.Access == SurveyAccess.Open && version is not null && !visited && count) await MarkAsync(connection, opened.InvitationId, now, cancel);
        }

        if (opened.Access != SurveyAccess.Open || version is null) return opened;
        return opened with { Definition = await versions.GetAsync(version.Value, cancel) };
    }

    // Both statements are planned once for each connection of the pool: planning the joins takes longer than running them.
    private static async Task<(OpenedSurvey Opened, Guid? Version, bool Visited)?> LookAsync(
        NpgsqlConnection connection, InvitationToken token, DateTimeOffset now, CancellationToken cancel)
    {
        await using var look = new NpgsqlCommand(Look, connection);
        look.Parameters.Add(new() { Value = token.Hash });
        await look.PrepareAsync(cancel);
        await using var row = await look.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel)) return null;
        var startedAt = row.IsDBNull(3) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(3);
        var access = SurveyAccessRule.Of(Enum.Parse<Disposition>(row.GetString(1)), row.GetFieldValue<DateTimeOffset>(2), startedAt, now);
        var brand = new Brand { Name = row.GetString(10), Colour = row.GetString(11), PrivacyUrl = row.GetString(12), TimeZone = row.GetString(13) };
        var opened = new OpenedSurvey(access, row.GetGuid(0), row.GetString(5), brand, new LocalText(row.GetString(7), row.GetString(8)),
            row.GetFieldValue<DateTimeOffset>(9), null, row.IsDBNull(14) ? null : row.GetString(14), row.IsDBNull(15) ? 0 : row.GetInt32(15));
        return (opened, row.IsDBNull(6) ? null : row.GetGuid(6), !row.IsDBNull(4));
    }

    private static async Task MarkAsync(NpgsqlConnection connection, Guid invitation, DateTimeOffset now, CancellationToken cancel)
    {
        await using var mark = new NpgsqlCommand(Mark, connection);
        mark.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        mark.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = invitation });
        await mark.PrepareAsync(cancel);
        await mark.ExecuteNonQueryAsync(cancel);
    }
}
