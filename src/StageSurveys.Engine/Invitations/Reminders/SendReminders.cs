using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine.Invitations.Sending;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations.Reminders;

/// <summary>
/// Sends reminders that are due, from the state of the lines alone. Reminders are counted in their rows before the lot leaves, so a crash loses what of it had not left rather than
/// sending one twice. The next one is counted from the moment this one really left, and one person gets at most one mail a day from here: a server that
/// stood still catches up without a burst. Stops at an answer, a bounce, a no, the end of the survey, and where the trigger says no more.
/// </summary>
public sealed partial class SendReminders(
    NpgsqlDataSource source, IMailTransport transport, ComposeInvitation compose, DomainPauses pauses, IOptions<InvitationOptions> options, TimeProvider time,
    ILogger<SendReminders> log)
{
    private const int Batch = 200;

    /// <summary>A person is left alone for so long after any mail about a survey.</summary>
    private static readonly TimeSpan BetweenMails = TimeSpan.FromHours(24);

    private static readonly TimeSpan WhileStopped = TimeSpan.FromMinutes(10), AfterRefusal = TimeSpan.FromHours(2);

    /// <summary>How many were sent.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var total = 0;
        while (true)
        {
            var (looked, claimed) = await ClaimAsync(cancel);
            // What is claimed counts as sent, so it is seen through: a server that is asked to stop finishes its lot.
            await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel },
                async (one, _) => { if (await SendAsync(one)) Interlocked.Increment(ref total); });
            if (looked < Batch || cancel.IsCancellationRequested) return total;
        }
    }

    private async Task<(int Looked, List<(FollowUpMail Mail, Passed Passed)> Claimed)> ClaimAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await SendingLock.TakeAsync(connection, cancel)) return (0, []);
        var due = await DueAsync(connection, now, cancel);
        if (due.Count == 0) return (0, []);

        List<(Guid Id, DateTimeOffset? At, DateTimeOffset? Slot)> later = [];
        List<Due> candidates = [];
        HashSet<Guid> people = [];
        foreach (var one in due)
        {
            if (one.IsOver) later.Add((one.Mail.Id, null, null));
            else if (one.IsStopped) later.Add((one.Mail.Id, now + WhileStopped, null));
            else if (one.LastMail + BetweenMails > now) later.Add((one.Mail.Id, one.LastMail + BetweenMails, null));
            else if (!people.Add(one.Customer)) later.Add((one.Mail.Id, now + BetweenMails, null));
            else candidates.Add(one);
        }

        var verdict = await SendingGate.JudgeAsync(connection, [.. candidates.Select(x => new Asked(x.Mail.Id, SendingGate.DomainOf(x.Mail.Email), x.SlotAt))], now, cancel);
        later.AddRange(verdict.PutOff.Select(x => (x.Id, (DateTimeOffset?)x.At, x.Promised ? x.At : (DateTimeOffset?)null)));
        var byId = candidates.ToDictionary(x => x.Mail.Id);
        var claimed = verdict.Passed.Select(passed => (Mail: byId[passed.Id].Claim(), Passed: passed)).ToList();

        await using var batch = new NpgsqlBatch(connection);
        if (later.Count > 0)
            batch.BatchCommands.Add(new("UPDATE invitations i SET remind_at = l.at, slot_at = l.slot FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS l (id, at, slot) WHERE i.id = l.id")
            {
                Parameters =
                {
                    new() { Value = later.Select(x => x.Id).ToArray() }, new() { Value = later.Select(x => x.At?.UtcDateTime).ToArray() }, new() { Value = later.Select(x => x.Slot?.UtcDateTime).ToArray() },
                },
            });
        if (claimed.Count > 0)
        {
            batch.BatchCommands.Add(FollowUpMail.Relink([.. claimed.Select(x => x.Mail.Mail)]));
            batch.BatchCommands.Add(new("UPDATE invitations i SET reminded_at = array_append(i.reminded_at, $3), remind_at = n.at, slot_at = NULL FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, at) WHERE i.id = n.id")
            { Parameters = { new() { Value = claimed.Select(x => x.Mail.Mail.Id).ToArray() }, new() { Value = claimed.Select(x => byId[x.Passed.Id].NextAt(now)?.UtcDateTime).ToArray() }, new() { Value = now } } });
            batch.BatchCommands.Add(FollowUpMail.Note(claimed.Select(x => (x.Mail.Mail.Id, $"{Reasons.Reminder}{x.Mail.Number}")), now));
        }

        if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return (due.Count, claimed);
    }

    // The person is locked too, so that two processes do not both write to one.
    private static async Task<List<Due>> DueAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT {FollowUpMail.Columns},
                   i.disposition NOT IN ('Sent', 'Visited', 'Started') OR i.expires_at <= $1 OR c.opted_out_at IS NOT NULL OR c.email = ''
                       OR r.id IS NULL OR COALESCE(cardinality(i.reminded_at), 0) >= r.reminder_count
                       OR EXISTS (SELECT 1 FROM survey_opt_outs o WHERE o.customer_id = c.id AND o.survey_id = s.id)
                       OR EXISTS (SELECT 1 FROM suppressed_addresses a WHERE a.hash = sha256(convert_to(c.email, 'UTF8'))) AS over,
                   EXISTS (SELECT 1 FROM sending_stops x WHERE x.id IN (s.id, i.trigger_id)) AS stopped,
                   (SELECT max(GREATEST(o.sent_at, (SELECT max(at) FROM unnest(o.reminded_at) AS at))) FROM invitations o WHERE o.customer_id = i.customer_id) AS last_mail,
                   COALESCE(cardinality(i.reminded_at), 0), COALESCE(r.reminder_count, 0), COALESCE(r.reminder_days, 1), COALESCE(r.last_call, false)
            FROM {FollowUpMail.Tables}
            WHERE i.remind_at <= $1 ORDER BY i.remind_at LIMIT {Batch} FOR UPDATE OF i, c SKIP LOCKED
            """, connection)
        { Parameters = { new() { Value = now } } };
        await using var row = await command.ExecuteReaderAsync(cancel);
        List<Due> due = [];
        const int Behind = FollowUpMail.ColumnCount;
        while (await row.ReadAsync(cancel))
        {
            var (mail, expires, customer, slot) = FollowUpMail.Read(row, now);
            due.Add(new(
                mail, expires, customer, slot, row.GetBoolean(Behind), row.GetBoolean(Behind + 1), row.IsDBNull(Behind + 2) ? null : row.GetFieldValue<DateTimeOffset>(Behind + 2),
                row.GetInt32(Behind + 3), row.GetInt32(Behind + 4), row.GetInt32(Behind + 5), row.GetBoolean(Behind + 6)));
        }

        return due;
    }

    private async Task<bool> SendAsync((FollowUpMail Mail, Passed Passed) one)
    {
        var (follow, passed) = one;
        try
        {
            using var door = await pauses.EnterAsync(passed.Domain, passed.AtOnce, CancellationToken.None);
            if (await MakeAsync(follow) is not { } mail)
            {
                await AgainAsync(follow.Mail.Id);
                return false;
            }

            var result = await transport.SendAsync(mail, CancellationToken.None);
            await pauses.LearnAsync(passed.Domain, passed.Refused, result);
            if (result is { Permanent: true, Stage: MailStage.RcptTo }) await EndAsync(follow.Mail.Id, SendOutcome.Of(result, int.MaxValue, options.Value).Reason);
            else if (result.CanRetry) await AgainAsync(follow.Mail.Id);
            return result.Outcome == MailOutcome.Sent;
        }
        catch (Exception problem)
        {
            // It may have left: it stays counted, and is not sent again. The others of its lot go on.
            Broken(log, follow.Mail.Id, problem);
            return false;
        }
    }

    /// <summary>Null when the database could not be asked for what belongs into it.</summary>
    private async Task<MailMessage?> MakeAsync(FollowUpMail follow)
    {
        try
        {
            return await compose.RunAsync(follow, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>The address takes no mail any more.</summary>
    private Task EndAsync(Guid id, string reason) => RunAsync(
        "UPDATE invitations SET disposition = 'Bounced', reason = $2, disposition_at = $3, remind_at = NULL WHERE id = $1 AND disposition IN ('Sent', 'Visited')", id, reason, time.GetUtcNow());

    /// <summary>It certainly did not leave: it is not counted, and comes again while the survey is open.</summary>
    private Task AgainAsync(Guid id) => RunAsync(
        "UPDATE invitations SET reminded_at = trim_array(reminded_at, 1), remind_at = $2 WHERE id = $1 AND cardinality(reminded_at) > 0 AND remind_at IS DISTINCT FROM $2",
        id, time.GetUtcNow() + AfterRefusal);

    private Task RunAsync(string sql, params object[] values) => Repeating.InsistAsync(
        async () =>
        {
            await using var command = source.CreateCommand(sql);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        },
        TimeSpan.FromMinutes(options.Value.SendingLimitMinutes), problem => Unwritten(log, (Guid)values[0], problem.Message));

    private sealed record Due(
        SendingInvitation Mail, DateTimeOffset ExpiresAt, Guid Customer, DateTimeOffset? SlotAt, bool IsOver, bool IsStopped, DateTimeOffset? LastMail, int Sent, int Count, int Days, bool LastCall)
    {
        private bool IsFinal => Sent + 1 >= Count;

        public FollowUpMail Claim() => new(Mail, Sent + 1, LastCall && IsFinal, ExpiresAt);

        /// <summary>Null where no further one comes, or it would come too late.</summary>
        public DateTimeOffset? NextAt(DateTimeOffset now) => !IsFinal && now.AddDays(Days) < ExpiresAt ? now.AddDays(Days) : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of the reminder of invitation {Invitation} could not be written and is tried again: {Reason}")]
    private static partial void Unwritten(ILogger log, Guid invitation, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The reminder of invitation {Invitation} broke off; it counts as sent.")]
    private static partial void Broken(ILogger log, Guid invitation, Exception problem);
}
