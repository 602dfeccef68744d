using Npgsql;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Policy;

namespace StageSurveys.Engine.Programmes;

/// <summary>A contact on the list of a wave, with what the contact rules would say, and with the line of the ledger once the wave has started.</summary>
/// <param name="Stop">Why nobody would be asked; empty: would be asked.</param>
/// <param name="Waits">Why later; empty: at once.</param>
/// <param name="Asks">When the mail may leave; null: never.</param>
public sealed record WaveContactView(
    Guid CustomerId, string Name, string Email, string Locale, string Role, decimal Influence, bool Included, string LeftOutReason, string LeftOutNote, bool AddedByHand,
    string Stop = "", string Waits = "", DateTimeOffset? Asks = null, Guid? InvitationId = null, Disposition? Disposition = null, string Reason = "");

/// <summary>A wave as its page shows it.</summary>
public sealed record WaveView(
    Guid Id, Guid? ProgrammeId, LocalText? Programme, Guid? BatchId, Guid AccountId, string Account, Guid? ManagerId, string ManagerName, string TouchpointKey, LocalText Touchpoint,
    Guid SurveyId, string SurveyKey, LocalText Survey, int Number, DateTimeOffset StartsAt, WaveState State, string Reason, string Note, string NoteBy, string ApprovedBy, DateTimeOffset? ApprovedAt,
    DateTimeOffset? AnnouncedAt, DateTimeOffset? StartedAt, string ChangedBy, DateTimeOffset? ChangedAt, int Version, Unapproved Unapproved, bool Paused, int ExpiryDays, int ReminderCount, string TimeZone)
{
    /// <summary>Its list can still be changed.</summary>
    public bool IsOpen => State is WaveState.Planned or WaveState.Announced or WaveState.Approved;

    /// <summary>It has lines in the ledger.</summary>
    public bool HasLedger => StartedAt is not null;

    public IReadOnlyList<WaveContactView> Contacts { get; init; } = [];
}

/// <summary>Reads waves with their lists: before the start with the verdict of the contact rules for each contact (nothing is stored by that), after it with what became of each.</summary>
public sealed class ReadWave(NpgsqlDataSource source, JudgePeople judge, TimeProvider time)
{
    /// <summary>The most waves of one look.</summary>
    public const int Most = 500;

    /// <param name="manager">Only waves at accounts of this manager; null for whoever may see all.</param>
    /// <returns>Null when there is no such wave for this reader.</returns>
    public async Task<WaveView?> RunAsync(Guid id, Guid? manager, CancellationToken cancel) => (await ReadAsync("w.id = $1", id, manager, cancel)).SingleOrDefault();

    /// <summary>The waves that were made by hand together, judged together: who speaks for two companies is asked once where the rules say so.</summary>
    public Task<IReadOnlyList<WaveView>> BatchAsync(Guid batch, Guid? manager, CancellationToken cancel) => ReadAsync("w.batch_id = $1", batch, manager, cancel);

    private async Task<IReadOnlyList<WaveView>> ReadAsync(string which, Guid id, Guid? manager, CancellationToken cancel)
    {
        List<WaveView> waves = [];
        Dictionary<Guid, List<WaveContactView>> lists = [];
        await using (var connection = await source.OpenConnectionAsync(cancel))
        {
            await using var read = new NpgsqlCommand($"""
                SELECT w.id, w.programme_id, p.name_fr, p.name_en, w.batch_id, w.account_id, a.name, a.manager_id, COALESCE(a.manager_name, ''), t.key, t.name_fr, t.name_en,
                       w.survey_id, s.key, s.name_fr, s.name_en, w.number, w.starts_at, w.state, w.reason, w.note, w.note_by, w.approved_by_name, w.approved_at, w.announced_at, w.started_at,
                       w.changed_by, w.changed_at, w.version, COALESCE(p.unapproved, 'Wait'), p.paused_at IS NOT NULL, r.expiry_days, r.reminder_count, COALESCE(p.time_zone, b.time_zone)
                FROM waves w JOIN accounts a ON a.id = w.account_id JOIN touchpoints t ON t.id = w.touchpoint_id JOIN surveys s ON s.id = w.survey_id JOIN triggers r ON r.id = w.trigger_id
                CROSS JOIN brands b LEFT JOIN programmes p ON p.id = w.programme_id
                WHERE {which} AND ($2::uuid IS NULL OR a.manager_id = $2)
                ORDER BY a.name, w.id LIMIT {Most}
                """, connection)
            { Parameters = { new() { Value = id }, Nullable(manager) } };
            await using (var row = await read.ExecuteReaderAsync(cancel))
                while (await row.ReadAsync(cancel)) waves.Add(Read(row));
            if (waves.Count == 0) return [];
            await using var people = new NpgsqlCommand("""
                SELECT l.wave_id, c.id, c.name, c.email, c.locale, l.role, l.influence, l.included, l.left_out_reason, l.left_out_note, l.added_by_hand, i.id, i.disposition, i.reason
                FROM wave_contacts l JOIN customers c ON c.id = l.customer_id
                LEFT JOIN invitations i ON i.wave_id = l.wave_id AND i.customer_id = l.customer_id
                WHERE l.wave_id = ANY($1)
                ORDER BY l.included DESC, array_position(ARRAY['decision-maker', 'sponsor', 'user', 'finance', 'operations'], l.role), c.name, c.id
                """, connection)
            { Parameters = { new() { Value = waves.Select(x => x.Id).ToArray() } } };
            await using var contact = await people.ExecuteReaderAsync(cancel);
            while (await contact.ReadAsync(cancel))
            {
                var wave = contact.GetGuid(0);
                if (!lists.TryGetValue(wave, out var list)) lists[wave] = list = [];
                list.Add(new(
                    contact.GetGuid(1), contact.GetString(2), contact.GetString(3), contact.GetString(4), contact.GetString(5), contact.GetDecimal(6), contact.GetBoolean(7), contact.GetString(8),
                    contact.GetString(9), contact.GetBoolean(10), InvitationId: contact.IsDBNull(11) ? null : contact.GetGuid(11),
                    Disposition: contact.IsDBNull(12) ? null : Enum.Parse<Disposition>(contact.GetString(12)), Reason: contact.IsDBNull(13) ? "" : contact.GetString(13)));
            }
        }

        waves = [.. waves.Select(x => x with { Contacts = lists.GetValueOrDefault(x.Id, []) })];
        var open = waves.Where(x => x.IsOpen).ToList();
        if (open.Count == 0) return waves;
        var verdicts = await VerdictsAsync(open, cancel);
        return [.. waves.Select(x => !x.IsOpen ? x : x with { Contacts = [.. x.Contacts.Select(c => verdicts.TryGetValue(Key(x.Id, c.CustomerId), out var v) ? c with { Stop = v.Stop, Waits = v.Waits, Asks = v.At } : c)] })];
    }

    /// <summary>The waves of one look have the same survey: those of a batch, or a single one.</summary>
    private async Task<Dictionary<string, PersonVerdict>> VerdictsAsync(List<WaveView> waves, CancellationToken cancel)
    {
        var (first, now) = (waves[0], time.GetUtcNow());
        var at = first.StartsAt > now ? first.StartsAt : now;
        var people = waves.SelectMany(x => x.Contacts.Where(c => c.Included).Select(c => new PersonToJudge(c.CustomerId, Key(x.Id, c.CustomerId)))).Take(JudgePeople.Most).ToList();
        return (await judge.RunAsync(first.SurveyId, first.ExpiryDays, at, people, cancel)).ToDictionary(x => x.SampleKey);
    }

    // The key of the event that the start would write, so that samples fall alike.
    private static string Key(Guid wave, Guid customer) => $"wave:{wave}:{customer}";

    private static WaveView Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1), row.IsDBNull(2) ? null : new LocalText(row.GetString(2), row.GetString(3)), row.IsDBNull(4) ? null : row.GetGuid(4), row.GetGuid(5),
        row.GetString(6), row.IsDBNull(7) ? null : row.GetGuid(7), row.GetString(8), row.GetString(9), new LocalText(row.GetString(10), row.GetString(11)), row.GetGuid(12), row.GetString(13),
        new LocalText(row.GetString(14), row.GetString(15)), row.GetInt32(16), row.GetFieldValue<DateTimeOffset>(17), Enum.Parse<WaveState>(row.GetString(18)), row.GetString(19), row.GetString(20),
        row.GetString(21), row.GetString(22), Time(row, 23), Time(row, 24), Time(row, 25), row.GetString(26), Time(row, 27), row.GetInt32(28), Enum.Parse<Unapproved>(row.GetString(29)), row.GetBoolean(30),
        row.GetInt32(31), row.GetInt32(32), row.GetString(33));

    internal static DateTimeOffset? Time(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<DateTimeOffset>(at);

    internal static NpgsqlParameter Nullable(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };
}
