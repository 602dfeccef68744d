using Npgsql;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>A mail that may go now.</summary>
/// <param name="AtOnce">How many may be on their way to its domain from this process; 0 is no limit.</param>
/// <param name="Refused">Its domain asked for a pause before, so a success is worth noting.</param>
internal sealed record Passed(Guid Id, string Domain, int AtOnce, bool Refused);

/// <summary>A mail that wants to go.</summary>
/// <param name="SlotAt">The turn it was promised before.</param>
internal sealed record Asked(Guid Id, string Domain, DateTimeOffset? SlotAt);

/// <summary>A mail that has to wait.</summary>
/// <param name="Promised">At that moment it is its turn.</param>
internal sealed record PutOff(Guid Id, DateTimeOffset At, bool Promised, string Reason);

/// <summary>Which mails of a lot may go, and which not yet.</summary>
internal sealed record GateVerdict(IReadOnlyList<Passed> Passed, IReadOnlyList<PutOff> PutOff);

/// <summary>
/// Lets a lot of queued mails pass or puts them off: by the rate of their domain, a pause that its server asked for, and the plan for a new sending
/// domain. Promises lie in the database, so any number of processes keep the same limits. A mail that is put off is planned again for its moment, keeps
/// its turn for two minutes, and never goes after the moment at which its survey would have been over.
/// </summary>
public sealed class SendingGate(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Promises reach this far; what lies beyond asks again later, so that a changed limit soon counts.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Blink = TimeSpan.FromSeconds(1), SlotHolds = TimeSpan.FromMinutes(2);

    internal async Task<IReadOnlyList<Passed>> PassAsync(Guid[] ids, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var asked = await AskedAsync(connection, ids, cancel);
        if (asked.Count == 0) return [];
        var verdict = await JudgeAsync(connection, asked, now, cancel);
        if (verdict.PutOff.Count > 0)
        {
            await using var wait = new NpgsqlCommand(PutOffSql, connection)
            {
                Parameters =
                {
                    new() { Value = verdict.PutOff.Select(x => x.Id).ToArray() }, new() { Value = verdict.PutOff.Select(x => x.At.UtcDateTime).ToArray() },
                    new() { Value = verdict.PutOff.Select(x => x.Promised).ToArray() }, new() { Value = verdict.PutOff.Select(x => x.Reason).ToArray() }, new() { Value = now },
                },
            };
            await wait.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        return verdict.Passed;
    }

    /// <summary>What stands behind the @, in lower case.</summary>
    internal static string DomainOf(string address) => address[(address.IndexOf('@') + 1)..].ToLowerInvariant();

    /// <summary>Judges a lot inside the caller's transaction and notes what it promised; what has to wait is the caller's to put off.</summary>
    internal static async Task<GateVerdict> JudgeAsync(NpgsqlConnection connection, IReadOnlyList<Asked> asked, DateTimeOffset now, CancellationToken cancel)
    {
        if (asked.Count == 0) return new([], []);
        var settings = await SettingsAsync(connection, now, cancel);
        var domains = await DomainsAsync(connection, [.. asked.Select(x => x.Domain).Append("").Distinct()], settings, cancel);

        List<Passed> passed = [];
        List<PutOff> putOff = [];
        foreach (var mail in asked)
        {
            var domain = domains[mail.Domain];
            if (Later(domains[""], domain, mail, now) is { } later) putOff.Add(new(mail.Id, later.At, later.Promised, later.Reason));
            else if (passed.Count >= settings.LeftToday) putOff.Add(new(mail.Id, Tomorrow(now), false, Reasons.WarmUp));
            else passed.Add(new Passed(mail.Id, mail.Domain, domain.AtOnce, domain.Refusals > 0 || domains[""].Refusals > 0));
        }

        await KeepAsync(connection, domains.Values.Where(x => x.Changed).ToList(), passed.Count, now, cancel);
        return new(passed, putOff);
    }

    /// <summary>When a mail may go, or null for now.</summary>
    private static (DateTimeOffset At, bool Promised, string Reason)? Later(Domain server, Domain domain, Asked mail, DateTimeOffset now)
    {
        var held = server.HeldUntil > domain.HeldUntil ? server.HeldUntil : domain.HeldUntil ?? server.HeldUntil;
        // Spread, so that the end of a pause is not the next burst.
        if (held > now) return (held.Value + Random.Shared.NextDouble() * TimeSpan.FromSeconds(30), false, Reasons.Backoff);
        if (domain.PerMinute == 0) return null;
        // Its turn has come: it was counted when it was promised.
        if (mail.SlotAt is { } slot && now >= slot - Blink && now - slot < SlotHolds) return null;
        var at = domain.NextAt > now ? domain.NextAt.Value : now;
        if (at - now > Horizon) return (now + Horizon + Random.Shared.NextDouble() * Horizon, false, Reasons.Rate);
        (domain.NextAt, domain.Changed) = (at + TimeSpan.FromMinutes(1) / domain.PerMinute, true);
        return at - now < Blink ? null : (at, true, Reasons.Rate);
    }

    private static DateTimeOffset Tomorrow(DateTimeOffset now) =>
        new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1) + Random.Shared.NextDouble() * TimeSpan.FromHours(1);

    private static async Task<List<Asked>> AskedAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            SELECT i.id, lower(substring(c.email FROM position('@' IN c.email) + 1)), i.slot_at FROM invitations i JOIN customers c ON c.id = i.customer_id
            WHERE i.id = ANY($1) AND i.disposition = 'Queued' ORDER BY i.due_at, i.id
            """, connection)
        { Parameters = { new() { Value = ids } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<Asked> asked = [];
        while (await reader.ReadAsync(cancel)) asked.Add(new(reader.GetGuid(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2)));
        return asked;
    }

    private static async Task<Settings> SettingsAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        // Under a plan the day's row is locked, so that two processes do not both take its last mail.
        await using var read = new NpgsqlCommand("SELECT per_minute, at_once, warm_up_plan[$1 - warm_up_from + 1] FROM sending_settings WHERE id = 1", connection)
        { Parameters = { new() { Value = today } } };
        await using var row = await read.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        var (perMinute, atOnce, planned) = (row.GetInt32(0), row.GetInt32(1), row.IsDBNull(2) ? (int?)null : row.GetInt32(2));
        await row.DisposeAsync();
        if (planned is null) return new(perMinute, atOnce, int.MaxValue);
        await using var count = new NpgsqlCommand("INSERT INTO sending_days (day, mails) VALUES ($1, 0) ON CONFLICT (day) DO UPDATE SET mails = sending_days.mails RETURNING mails", connection)
        { Parameters = { new() { Value = today } } };
        return new(perMinute, atOnce, planned.Value - (int)(await count.ExecuteScalarAsync(cancel))!);
    }

    private static async Task<Dictionary<string, Domain>> DomainsAsync(NpgsqlConnection connection, string[] names, Settings settings, CancellationToken cancel)
    {
        // A row to lock is needed only where a rate is kept; pauses are read as they are.
        if (settings.PerMinute > 0)
        {
            await using var make = new NpgsqlCommand("INSERT INTO sending_domains (domain, refusals) SELECT unnest($1), 0 ORDER BY 1 ON CONFLICT DO NOTHING", connection)
            { Parameters = { new() { Value = names } } };
            await make.ExecuteNonQueryAsync(cancel);
        }

        var all = names.ToDictionary(x => x, x => new Domain(x, settings.PerMinute, settings.AtOnce));
        await using var command = new NpgsqlCommand(
            "SELECT domain, per_minute, at_once, next_at, held_until, refusals FROM sending_domains WHERE domain = ANY($1) ORDER BY domain FOR UPDATE", connection)
        { Parameters = { new() { Value = names } } };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var name = reader.GetString(0);
            all[name] = new Domain(name, reader.IsDBNull(1) ? settings.PerMinute : reader.GetInt32(1), reader.IsDBNull(2) ? settings.AtOnce : reader.GetInt32(2))
            {
                NextAt = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
                HeldUntil = reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                Refusals = reader.GetInt32(5),
            };
        }

        return all;
    }

    private static async Task KeepAsync(NpgsqlConnection connection, List<Domain> changed, int passed, DateTimeOffset now, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (passed > 0)
            batch.BatchCommands.Add(new("INSERT INTO sending_days (day, mails) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET mails = sending_days.mails + $2")
            { Parameters = { new() { Value = DateOnly.FromDateTime(now.UtcDateTime) }, new() { Value = passed } } });
        if (changed.Count > 0)
            batch.BatchCommands.Add(new("UPDATE sending_domains d SET next_at = n.next_at FROM unnest($1, $2) AS n (domain, next_at) WHERE d.domain = n.domain")
            { Parameters = { new() { Value = changed.Select(x => x.Name).ToArray() }, new() { Value = changed.Select(x => x.NextAt!.Value.UtcDateTime).ToArray() } } });
        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
    }

    // The time to answer moves along; the last moment to send does not.
    private const string PutOffSql = """
        UPDATE invitations i
        SET disposition = 'Planned', reason = p.reason, disposition_at = $5, slot_at = CASE WHEN p.promised THEN p.at END,
            send_before = COALESCE(i.send_before, i.expires_at), expires_at = i.expires_at + (p.at - i.due_at), due_at = p.at
        FROM unnest($1, $2, $3, $4) AS p (id, at, promised, reason)
        WHERE i.id = p.id AND i.disposition = 'Queued'
        """;

    private sealed record Settings(int PerMinute, int AtOnce, int LeftToday);

    private sealed record Domain(string Name, int PerMinute, int AtOnce)
    {
        public DateTimeOffset? NextAt { get; set; }
        public DateTimeOffset? HeldUntil { get; init; }
        public int Refusals { get; init; }
        public bool Changed { get; set; }
    }
}
