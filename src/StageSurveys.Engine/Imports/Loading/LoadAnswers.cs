using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Imports.Reading;
using StageSurveys.Engine.Messaging;
using StageSurveys.Engine.Personas;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Engine.Imports.Loading;

/// <summary>What a run of answers needs beyond its rows.</summary>
/// <param name="ScoreHere">True: score in this process; false: say by the outbox that answers are there.</param>
internal sealed record AnswerTarget(MappingDocument Mapping, Guid SurveyVersionId, Guid TouchpointId, bool ScoreHere);

/// <summary>
/// Rows of answers collected elsewhere. An answer that is known by its key changes nothing, not even its customer. The persona of a new one is
/// decided by its customer's attributes with the row's own laid over them.
/// </summary>
internal sealed class LoadAnswers(
    AnswerTarget target, NpgsqlDataSource source, UpsertCustomers upsert, PersonaAssignment personas, Outbox outbox, ScoreResponses score, ScoreWaiting waiting,
    TimeProvider time) : ILoadRows
{
    public int BatchSize => 1000;

    // So many are scored together: the days that they share are written once.
    private const int ScoredAtOnce = 5_000;

    // Scored after the batch's own connection is given back, since the scoring takes one too.
    private readonly List<Guid> stored = [];

    /// <summary>Scores what was stored, where this process does that itself and there is enough of it. What fails here is found again by the sweep.</summary>
    public Task StoredAsync(CancellationToken cancel) => stored.Count >= ScoredAtOnce ? ScoreAsync(cancel) : Task.CompletedTask;

    private async Task ScoreAsync(CancellationToken cancel)
    {
        Guid[] ids = [.. stored];
        stored.Clear();
        await score.RunAsync(ids, cancel);
    }

    public async Task<BatchResult> RunAsync(IReadOnlyList<MappedRow> rows, CancellationToken cancel)
    {
        var result = new BatchResult();
        var keys = rows.Select(x => $"{target.Mapping.Name}:{x.Content!.Answer!.Key}").ToArray();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var known = await KnownAsync(connection, keys, cancel);
        var fresh = Enumerable.Range(0, rows.Count).Where(i => known.Add(keys[i])).ToList();
        result.Unchanged = rows.Count - fresh.Count;
        if (fresh.Count == 0) return result;

        var customers = await upsert.RunAsync([.. fresh.Select(i => rows[i].Content!.Customer)], connection, cancel);
        var wanted = new List<NewAnswer>(fresh.Count);
        for (var i = 0; i < fresh.Count; i++)
        {
            var row = rows[fresh[i]];
            if (customers[i].CustomerId is { } customer) wanted.Add(new NewAnswer(IdOf(keys[fresh[i]]), keys[fresh[i]], customer, row.Content!.Answer!));
            else result.Rejected.Add((row.Line, customers[i].Fault!));
        }

        if (wanted.Count == 0) return result;
        wanted.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        var moment = await personas.PickAsync(connection, [.. wanted.Select(x => x.CustomerId)], [.. wanted.Select(x => x.Answer.Attributes.ToJsonString())], cancel);
        var inserted = await InsertAsync(connection, wanted, moment.Personas, moment.Version, cancel);
        if (inserted.Length > 0 && !target.ScoreHere) await outbox.InsertAsync(connection, new ResponseSubmitted { ResponseIds = inserted }, cancel);
        await transaction.CommitAsync(cancel);
        result.Added = inserted.Length;
        result.Unchanged += wanted.Count - inserted.Length;
        if (target.ScoreHere) stored.AddRange(inserted);
        else outbox.Wake();
        return result;
    }

    /// <summary>Scores the rest, and what an earlier run that broke off left behind.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        if (!target.ScoreHere) return;
        await ScoreAsync(cancel);
        await waiting.RunAsync(TimeSpan.Zero, cancel);
    }

    /// <summary>The same answer has the same id in every database: a UUID of version 8 from the SHA-256 of its key.</summary>
    internal static Guid IdOf(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private static async Task<HashSet<string>> KnownAsync(NpgsqlConnection connection, string[] keys, CancellationToken cancel)
    {
        // An answer that was erased stays away.
        var byId = keys.Distinct(StringComparer.Ordinal).ToDictionary(IdOf);
        await using var command = new NpgsqlCommand(
            "SELECT external_key, NULL::uuid FROM responses WHERE external_key = ANY($1) UNION ALL SELECT NULL, id FROM erased_responses WHERE id = ANY($2)", connection)
        {
            Parameters = { new() { Value = keys }, new() { Value = byId.Keys.ToArray() } },
        };
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) known.Add(reader.IsDBNull(0) ? byId[reader.GetGuid(1)] : reader.GetString(0));
        return known;
    }

    private async Task<Guid[]> InsertAsync(NpgsqlConnection connection, List<NewAnswer> rows, Guid[] personaIds, int rules, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO responses (id, invitation_id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers,
                                   answered_at, received_at, external_key, scored_at)
            SELECT id, NULL, $8, $9, customer_id, persona_id, $10, locale, answers, answered_at, $11, external_key, NULL
            FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS a(id, external_key, customer_id, persona_id, locale, answers, answered_at, place)
            ORDER BY place
            ON CONFLICT DO NOTHING
            RETURNING id
            """, connection)
        {
            Parameters =
            {
                new() { Value = rows.Select(x => x.Id).ToArray() },
                new() { Value = rows.Select(x => x.Key).ToArray() },
                new() { Value = rows.Select(x => x.CustomerId).ToArray() },
                new() { Value = personaIds },
                new() { Value = rows.Select(x => x.Answer.Locale).ToArray() },
                new() { Value = rows.Select(x => x.Answer.Answers.GetRawText()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                new() { Value = rows.Select(x => x.Answer.At).ToArray() },
                new() { Value = target.SurveyVersionId },
                new() { Value = target.TouchpointId },
                new() { Value = rules },
                new() { Value = time.GetUtcNow() },
            },
        };
        var inserted = new List<Guid>(rows.Count);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) inserted.Add(reader.GetGuid(0));
        return [.. inserted];
    }

    private sealed record NewAnswer(Guid Id, string Key, Guid CustomerId, RowAnswer Answer);
}
