using Npgsql;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Engine.Responses;

/// <summary>The one look-up by token hash that answering needs.</summary>
internal sealed record InvitationLook(Guid Id, Guid? SurveyVersionId, string Locale, SurveyAccess Access)
{
    public static async Task<InvitationLook?> FindAsync(NpgsqlDataSource source, InvitationToken token, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT id, survey_version_id, locale, disposition, expires_at, started_at FROM invitations WHERE token_hash = $1", connection);
        command.Parameters.Add(new() { Value = token.Hash });
        await command.PrepareAsync(cancel);
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel)) return null;
        var startedAt = row.IsDBNull(5) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(5);
        var access = SurveyAccessRule.Of(Enum.Parse<Disposition>(row.GetString(3)), row.GetFieldValue<DateTimeOffset>(4), startedAt, now);
        return new InvitationLook(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.GetString(2), access);
    }
}
