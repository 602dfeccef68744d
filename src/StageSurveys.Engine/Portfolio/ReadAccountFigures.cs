using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Profiles;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Portfolio;

/// <summary>Reads what is measured of one account: three statements, whatever the number of its contacts.</summary>
public sealed class ReadAccountFigures(NpgsqlDataSource source, ProfileInForce profiles, TimeProvider time)
{
    /// <summary>Quarters that are shown, the one under way included.</summary>
    public const int Quarters = 8;
    private const int MostVerbatims = 20;

    private const string PeopleSql =
        """
        SELECT c.id, c.name, c.email, c.external_id, c.locale, k.role, k.influence, k.left_at, c.opted_out_at, coalesce(i.asked, 0)::int, i.latest, r.latest, i.next
        FROM account_contacts k JOIN customers c ON c.id = k.customer_id
        LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE sent_at >= $2) AS asked, max(sent_at) AS latest, min(due_at) FILTER (WHERE disposition = 'Planned') AS next FROM invitations WHERE customer_id = c.id) i ON true
        LEFT JOIN LATERAL (SELECT max(answered_at) AS latest FROM responses WHERE customer_id = c.id) r ON true
        WHERE k.account_id = $1 ORDER BY k.left_at IS NOT NULL, array_position($3, k.role), k.influence DESC, c.name, c.id LIMIT 2000
        """;

    private const string VerbatimsSql =
        """
        SELECT v.text, v.locale, v.answered_at, coalesce(nullif(c.name, ''), nullif(c.email, ''), c.external_id), k.role, t.name_fr, t.name_en
        FROM account_contacts k JOIN customers c ON c.id = k.customer_id JOIN responses r ON r.customer_id = c.id JOIN verbatims v ON v.response_id = r.id JOIN touchpoints t ON t.id = v.touchpoint_id
        WHERE k.account_id = $1 AND k.left_at IS NULL ORDER BY v.answered_at DESC, v.id DESC LIMIT $2
        """;

    /// <param name="account">As <see cref="ReadAccount"/> gave it to whoever looks.</param>
    public Task<AccountFigures> RunAsync(AccountDetails account, CancellationToken cancel) => profiles.SteadyAsync(async profile =>
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await using var connection = await source.OpenConnectionAsync(cancel);
        var people = await PeopleAsync(connection, account.Id, today, cancel);
        var quarters = QuartersUntil(today);
        var answers = await ContactAnswers.ReadAsync(connection, [account.Id], quarters[0].From, cancel);
        return Make(account, people, await VerbatimsAsync(connection, account.Id, cancel), answers, quarters, profile.Profile, today);
    }, cancel);

    private static AccountFigures Make(
        AccountDetails account, List<AccountPerson> people, List<AccountVerbatim> verbatims, List<ContactAnswer> answers, IReadOnlyList<(DateOnly From, DateOnly To)> quarters, ScoringProfile profile, DateOnly today)
    {
        var year = today.AddDays(-AccountRisk.Horizon);
        var here = people.Where(x => x.LeftAt is null).ToList();
        bool Heard(AccountPerson person) => person.LastAnsweredAt is { } at && DateOnly.FromDateTime(at.UtcDateTime) >= year;
        AccountFigureSet Now(IEnumerable<ContactAnswer> some) => AccountFigureSet.Of([.. some], day => Weights.Decay(day, today, profile), year, today, profile);
        var indices = AccountIndices.Of(answers, profile, today);
        var nearness = AccountRisk.Nearness(account.RenewsOn, today);
        var influence = here.Sum(x => x.Influence);
        return new AccountFigures(
            indices, Now(answers),
            [.. ContactRoles.All.Where(role => here.Any(x => x.Role == role)).Select(role => new RoleFigures(
                role, here.Count(x => x.Role == role), here.Count(x => x.Role == role && x.Asked > 0), here.Count(x => x.Role == role && Heard(x)), Now(answers.Where(x => x.Role == role))))],
            Compared(quarters, answers, profile), people, verbatims, Rates.Wilson(here.Count(Heard), here.Count, profile),
            influence > 0 ? (double)(here.Where(Heard).Sum(x => x.Influence) / influence) : null, nearness,
            account.ValuePerYear is { } value ? AccountRisk.ValueAtRisk((double)value, indices.ByInfluence?.Low, nearness) : null);
    }

    private static List<QuarterFigures> Compared(IReadOnlyList<(DateOnly From, DateOnly To)> quarters, List<ContactAnswer> answers, ScoringProfile profile)
    {
        List<QuarterFigures> compared = [];
        AccountIndex? before = null;
        foreach (var (from, to) in quarters)
        {
            var figures = AccountFigureSet.Of([.. answers.Where(x => x.Day >= from && x.Day <= to)], _ => 1, from, to, profile);
            if (figures.Contacts == 0) continue;
            compared.Add(new QuarterFigures(from, to, figures, AccountScoring.Change(before, figures.Index)));
            before = figures.Index ?? before;
        }

        return compared;
    }

    /// <summary>The quarters of the calendar up to a day, the oldest first; the last one ends with its quarter.</summary>
    internal static IReadOnlyList<(DateOnly From, DateOnly To)> QuartersUntil(DateOnly today)
    {
        var current = new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1);
        return [.. Enumerable.Range(0, Quarters).Select(i => current.AddMonths(-3 * (Quarters - 1 - i))).Select(from => (from, from.AddMonths(3).AddDays(-1)))];
    }

    private static async Task<List<AccountPerson>> PeopleAsync(NpgsqlConnection connection, Guid account, DateOnly today, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(PeopleSql, connection);
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = today.AddDays(-AccountRisk.Horizon).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = ContactRoles.All.ToArray() });
        List<AccountPerson> people = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            people.Add(new AccountPerson(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetDecimal(6),
                Moment(reader, 7), Moment(reader, 8), reader.GetInt32(9), Moment(reader, 10), Moment(reader, 11), Moment(reader, 12)));
        return people;
    }

    private static async Task<List<AccountVerbatim>> VerbatimsAsync(NpgsqlConnection connection, Guid account, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(VerbatimsSql, connection);
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = MostVerbatims });
        List<AccountVerbatim> verbatims = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            verbatims.Add(new AccountVerbatim(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), reader.GetString(4), new LocalText(reader.GetString(5), reader.GetString(6))));
        return verbatims;
    }

    private static DateTimeOffset? Moment(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetFieldValue<DateTimeOffset>(at);
}
