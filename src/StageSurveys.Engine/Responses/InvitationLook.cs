using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;

namespace StageSurveys.Engine.Responses;

/// <summary>What answering needs to know of an invitation.</summary>
internal sealed record LookedUp(Guid Id, Guid? SurveyVersionId, string Locale, SurveyAccess Access);

/// <summary>The one look-up by token hash. Customers of one moment are looked up together.</summary>
public sealed class InvitationLook
{
    private const int AtOnce = 64, Lanes = 2;
    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly Gathering<byte[], LookedUp?> gathering;

    public InvitationLook(NpgsqlDataSource source, TimeProvider time)
    {
        (this.source, this.time) = (source, time);
        gathering = new(AtOnce, Lanes, FindAsync);
    }

    /// <summary>The invitation of the link, or null when there is none.</summary>
    internal Task<LookedUp?> FindAsync(InvitationToken token) => gathering.RunAsync(token.Hash);

    /// <summary>Why a write that was refused just now was refused.</summary>
    internal async Task<SurveyAccess> WhyNotAsync(InvitationToken token) => (await FindAsync(token))?.Access switch
    {
        null => SurveyAccess.Unknown,
        SurveyAccess.Open => SurveyAccess.Expired,
        { } access => access,
    };

    private async Task<IReadOnlyList<LookedUp?>> FindAsync(IReadOnlyList<byte[]> hashes)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        // The place among those asked for comes back with each row, so that nothing has to be matched by its hash.
        await using var command = new NpgsqlCommand(
            """
            SELECT asked.place::int, i.id, i.survey_version_id, i.locale, i.disposition, i.expires_at, i.started_at
            FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (hash, place) CROSS JOIN LATERAL invitations_by_token(asked.hash) i
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. hashes] });
        await command.PrepareAsync();
        var found = new LookedUp?[hashes.Count];
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var startedAt = row.IsDBNull(6) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(6);
            var access = SurveyAccessRule.Of(Enum.Parse<Disposition>(row.GetString(4)), row.GetFieldValue<DateTimeOffset>(5), startedAt, now);
            found[row.GetInt32(0) - 1] = new LookedUp(row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3), access);
        }

        return found;
    }
}
