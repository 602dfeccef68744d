using System.Text.Json;
using Npgsql;

namespace StageSurveys.Engine.Scores;

/// <summary>A stored response as scoring reads it.</summary>
internal sealed record ResponseRow(
    Guid Id, Guid SurveyVersionId, Guid TouchpointId, Guid CustomerId, Guid PersonaId, string Locale, JsonElement Answers, DateTimeOffset AnsweredAt, bool IsPartial, int Revision)
{
    /// <param name="unscored">Only those that wait to be scored.</param>
    public static async Task<List<ResponseRow>> ReadAsync(Func<string, NpgsqlCommand> make, Guid[] ids, CancellationToken cancel, bool unscored = false)
    {
        await using var command = make(
            $"SELECT id, survey_version_id, touchpoint_id, customer_id, persona_id, locale, answers, answered_at, is_partial, revision FROM responses WHERE id = ANY($1){(unscored ? " AND scored_at IS NULL" : "")}");
        command.Parameters.Add(new() { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<ResponseRow>(ids.Length);
        while (await reader.ReadAsync(cancel))
        {
            using var answers = JsonDocument.Parse(reader.GetString(6));
            rows.Add(new ResponseRow(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetGuid(4), reader.GetString(5),
                answers.RootElement.Clone(), reader.GetFieldValue<DateTimeOffset>(7), reader.GetBoolean(8), reader.GetInt32(9)));
        }

        return rows;
    }

    /// <summary>Touchpoints by key, for questions that measure another one than theirs.</summary>
    public static async Task<IReadOnlyDictionary<string, Guid>> TouchpointsAsync(Func<string, NpgsqlCommand> make, string[] keys, CancellationToken cancel)
    {
        var found = new Dictionary<string, Guid>();
        if (keys.Length == 0) return found;
        await using var command = make("SELECT key, id FROM touchpoints WHERE key = ANY($1)");
        command.Parameters.Add(new() { Value = keys });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) found[reader.GetString(0)] = reader.GetGuid(1);
        return found;
    }
}
