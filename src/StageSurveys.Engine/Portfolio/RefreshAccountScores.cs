using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Portfolio;

/// <summary>
/// Makes the kept figures of accounts anew where something changed, where a day has passed, and where another scoring profile came into force. Several
/// processes may run it: one works, the others pass.
/// </summary>
public sealed class RefreshAccountScores(NpgsqlDataSource source, ProfileInForce profiles, TimeProvider time)
{
    private const int Lot = 1000;

    /// <summary>Days of each of the two windows that are compared.</summary>
    public const int ChangeDays = 182;

    private const string Due =
        """
        WITH told AS (DELETE FROM accounts_to_score WHERE id IN (SELECT id FROM accounts_to_score ORDER BY id LIMIT $3) RETURNING account_id)
        SELECT id FROM accounts WHERE id IN (SELECT account_id FROM told)
        UNION
        (SELECT a.id FROM accounts a LEFT JOIN account_scores s ON s.account_id = a.id
         WHERE a.archived_at IS NULL AND (s.account_id IS NULL OR s.day < $1 OR s.profile <> $2) ORDER BY a.id LIMIT $3)
        """;

    private const string Heard =
        """
        SELECT a.id, count(k.customer_id), count(k.customer_id) FILTER (WHERE r.latest >= $2), coalesce(sum(r.answers), 0), max(r.latest)
        FROM unnest($1::uuid[]) AS a (id) LEFT JOIN account_contacts k ON k.account_id = a.id AND k.left_at IS NULL
        LEFT JOIN LATERAL (SELECT max(answered_at) AS latest, count(*) FILTER (WHERE answered_at >= $2) AS answers FROM responses WHERE customer_id = k.customer_id AND scored_at IS NOT NULL) r ON true
        GROUP BY a.id
        """;

    private const string Store =
        """
        INSERT INTO account_scores (account_id, day, profile, contacts, heard, answers, last_answered_at, score, low, high, effective_n, weighted_score, weighted_low, weighted_high, weighted_effective_n, change, change_p)
        SELECT id, $1, $2, contacts, heard, answers, latest, score, low, high, n_eff, w_score, w_low, w_high, w_n_eff, change, change_p
        FROM unnest($3::uuid[], $4::int[], $5::int[], $6::int[], $7::timestamptz[], $8::float8[], $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::float8[], $16::float8[], $17::float8[])
            AS t (id, contacts, heard, answers, latest, score, low, high, n_eff, w_score, w_low, w_high, w_n_eff, change, change_p)
        ON CONFLICT (account_id) DO UPDATE SET day = excluded.day, profile = excluded.profile, contacts = excluded.contacts, heard = excluded.heard, answers = excluded.answers,
            last_answered_at = excluded.last_answered_at, score = excluded.score, low = excluded.low, high = excluded.high, effective_n = excluded.effective_n, weighted_score = excluded.weighted_score,
            weighted_low = excluded.weighted_low, weighted_high = excluded.weighted_high, weighted_effective_n = excluded.weighted_effective_n, change = excluded.change, change_p = excluded.change_p
        """;

    /// <summary>Goes on until nothing is due.</summary>
    /// <returns>Accounts whose figures were made anew.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        for (var done = 0; ;)
        {
            var lot = await LotAsync(cancel);
            done += lot;
            if (lot == 0) return done;
        }
    }

    private async Task<int> LotAsync(CancellationToken cancel)
    {
        var profile = await profiles.GetAsync(cancel);
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var take = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(7301018)", connection))
            if (await take.ExecuteScalarAsync(cancel) is not true) return 0;
        List<Guid> due = [];
        await using (var find = new NpgsqlCommand(Due, connection))
        {
            find.Parameters.Add(new() { Value = today });
            find.Parameters.Add(new() { Value = profile.Number });
            find.Parameters.Add(new() { Value = Lot });
            await using var reader = await find.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel)) due.Add(reader.GetGuid(0));
        }

        if (due.Count > 0) await StoreAsync(connection, [.. due], profile, today, cancel);
        // What was read may be half of the one profile and half of the other; the next round finds all of them due.
        if (await NumberAsync(connection, cancel) is { } number && number != profile.Number) return 0;
        await transaction.CommitAsync(cancel);
        return due.Count;
    }

    private static async Task<int?> NumberAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT number FROM scoring_profiles WHERE in_force", connection);
        return await command.ExecuteScalarAsync(cancel) as int?;
    }

    private static async Task StoreAsync(NpgsqlConnection connection, Guid[] accounts, NumberedProfile profile, DateOnly today, CancellationToken cancel)
    {
        List<(Guid Id, int Contacts, int Heard, int Answers, DateTime? Latest)> heard = [];
        await using (var read = new NpgsqlCommand(Heard, connection))
        {
            read.Parameters.Add(new() { Value = accounts });
            read.Parameters.Add(new() { Value = today.AddDays(-AccountRisk.Horizon).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), NpgsqlDbType = NpgsqlDbType.TimestampTz });
            await using var reader = await read.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                heard.Add((reader.GetGuid(0), (int)reader.GetInt64(1), (int)reader.GetInt64(2), (int)reader.GetDecimal(3), reader.IsDBNull(4) ? null : reader.GetDateTime(4)));
        }

        var answers = (await ContactAnswers.ReadAsync(connection, accounts, today.AddDays(-Math.Max(2 * ChangeDays, profile.Profile.MaxAgeDays)), cancel)).ToLookup(x => x.AccountId);
        var figures = heard.ConvertAll(x => AccountIndices.Of([.. answers[x.Id]], profile.Profile, today));
        await using var store = new NpgsqlCommand(Store, connection);
        store.Parameters.Add(new() { Value = today });
        store.Parameters.Add(new() { Value = profile.Number });
        store.Parameters.Add(new() { Value = heard.Select(x => x.Id).ToArray() });
        store.Parameters.Add(new() { Value = heard.Select(x => x.Contacts).ToArray() });
        store.Parameters.Add(new() { Value = heard.Select(x => x.Heard).ToArray() });
        store.Parameters.Add(new() { Value = heard.Select(x => x.Answers).ToArray() });
        store.Parameters.Add(new() { Value = heard.Select(x => x.Latest).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        Func<AccountIndices, double?>[] columns =
        [
            x => x.ByContact?.Score, x => x.ByContact?.Low, x => x.ByContact?.High, x => x.ByContact?.NEff, x => x.ByInfluence?.Score, x => x.ByInfluence?.Low, x => x.ByInfluence?.High,
            x => x.ByInfluence?.NEff, x => x.Change?.Difference, x => x.Change?.P,
        ];
        foreach (var column in columns) store.Parameters.Add(new() { Value = figures.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double });
        await store.ExecuteNonQueryAsync(cancel);
    }
}
