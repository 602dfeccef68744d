using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>Somebody who might be asked.</summary>
/// <param name="SampleKey">The key of the event by which it would be: samples are drawn by it, and it decides who comes first where one person stands there twice.</param>
public sealed record PersonToJudge(Guid CustomerId, string SampleKey);

/// <summary>What the contact rules say of one of them.</summary>
/// <param name="Stop">Why nobody is asked; empty: asked.</param>
/// <param name="Waits">Why later than wished; empty: at once.</param>
/// <param name="At">When the mail may leave; null: never.</param>
public sealed record PersonVerdict(Guid CustomerId, string SampleKey, string Stop, string Waits, DateTimeOffset? At);

/// <summary>A dry run that leaves nothing behind: judges people by the very text that plans events (<see cref="PolicySql"/>) and gives the verdicts at once. Daily maxima, which mails meet when they are due, are laid over them as over a stored run (<see cref="DaysOfWave"/>).</summary>
public sealed class JudgePeople(NpgsqlDataSource source)
{
    /// <summary>The most people of one look.</summary>
    public const int Most = 20_000;

    private const int Few = 300;

    /// <param name="openDays">How long the survey would be open.</param>
    /// <param name="at">When they would be asked.</param>
    /// <returns>In no order; a person is there as often as it was given.</returns>
    public async Task<IReadOnlyList<PersonVerdict>> RunAsync(Guid surveyId, int openDays, DateTimeOffset at, IReadOnlyList<PersonToJudge> people, CancellationToken cancel)
    {
        if (people.Count == 0) return [];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(people.Count, Most);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // As for a stored dry run: nobody can estimate how many rows a recursion gives, and for many people a nested loop over two of its parts is the one wrong answer.
        var loops = people.Count > Few ? "; SET LOCAL enable_nestloop = off" : "";
        await using (var settings = new NpgsqlCommand("SET TRANSACTION READ ONLY; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'" + loops, connection)) await settings.ExecuteNonQueryAsync(cancel);
        var policy = await ContactPolicy.ReadAsync(connection, cancel);
        var bag = new PersonaRulesSql(DateOnly.FromDateTime(at.UtcDateTime));
        var sql = new PolicySql(policy, bag);
        var ids = bag.Add(people.Select(x => x.CustomerId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var keys = bag.Add(people.Select(x => x.SampleKey).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        var when = bag.Add(at, NpgsqlDbType.TimestampTz);
        await using var judge = new NpgsqlCommand($"""
            WITH RECURSIVE lines AS MATERIALIZED (
                SELECT gen_random_uuid() AS id, g.sample_key AS place, NULL::uuid AS event_id, NULL::uuid AS trigger_id, g.customer_id, s.id AS survey_id, g.sample_key,
                       {when}::timestamptz AS received_at, {when}::timestamptz AS wish, false AS is_try, make_interval(hours => {bag.Add(24 * openDays, NpgsqlDbType.Integer)}) AS open_for,
                       CASE WHEN EXISTS (SELECT FROM survey_versions v WHERE v.survey_id = s.id) THEN '' ELSE '{Reasons.NotPublished}' END AS early, '' AS late
                FROM unnest({ids}, {keys}) AS g (customer_id, sample_key) CROSS JOIN surveys s WHERE s.id = {bag.Add(surveyId, NpgsqlDbType.Uuid)}
            ), {sql.Ctes(new PolicyView(Replay: false))}
            SELECT customer_id, sample_key, stop, waits, t FROM settled ORDER BY t, sample_key
            """, connection) { CommandTimeout = 120 };
        foreach (var parameter in bag.Parameters) judge.Parameters.Add(parameter);
        List<PersonVerdict> verdicts = new(people.Count);
        await using (var row = await judge.ExecuteReaderAsync(cancel))
            while (await row.ReadAsync(cancel))
                verdicts.Add(new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)));
        await DaysOfWave.LayAsync(connection, policy, surveyId, openDays, at, verdicts, cancel);
        return verdicts;
    }
}
