using Npgsql;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Portfolio;

/// <summary>What a contact of an account said in one answer, of one touchpoint and in one dimension.</summary>
/// <param name="Dimension">Null for the raw NPS rating, whose value is 0 to 10.</param>
/// <param name="Weight">w of M3, before the decay.</param>
public readonly record struct ContactAnswer(Guid AccountId, Guid CustomerId, string Role, double Influence, Dimension? Dimension, DateTimeOffset At, DateOnly Day, double Value, double Weight);

/// <summary>
/// Reads what contacts who have not left said: one statement for any number of accounts. Somebody who speaks for several accounts is heard in each of them.
/// </summary>
internal static class ContactAnswers
{
    // Days before the first are of no use to anybody who asks.
    private const string Rows =
        """
        SELECT k.account_id, k.customer_id, k.role, k.influence::float8, s.dimension, s.answered_at, s.day, s.value, s.weight
        FROM account_contacts k JOIN response_scores s ON s.customer_id = k.customer_id
        WHERE k.account_id = ANY($1) AND k.left_at IS NULL AND s.counts AND s.day >= $2 AND s.dimension IN ('goal', 'emotion', 'problem', 'nps')
        ORDER BY k.account_id, k.customer_id, s.day, s.response_id, s.touchpoint_id, s.dimension
        """;

    public static async Task<List<ContactAnswer>> ReadAsync(NpgsqlConnection connection, Guid[] accounts, DateOnly from, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Rows, connection);
        command.Parameters.Add(new() { Value = accounts });
        command.Parameters.Add(new() { Value = from });
        List<ContactAnswer> rows = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetDouble(3), Dimensions.FromId(reader.GetString(4)), reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetFieldValue<DateOnly>(6), reader.GetDouble(7), reader.GetDouble(8)));
        return rows;
    }

    /// <summary>The sums of the contacts together, by dimension; dimensions nobody spoke of are missing.</summary>
    /// <param name="weigh">λ of a day: the decay of M3, or 1 inside a window and 0 outside.</param>
    public static Dictionary<Dimension, CellSums> Sums(IEnumerable<ContactAnswer> answers, Func<DateOnly, double> weigh, bool byInfluence) => answers
        .Where(x => x.Dimension is not null)
        .GroupBy(x => x.Dimension!.Value)
        .Select(x => (x.Key, Sums: AccountScoring.Sums(
            x.GroupBy(a => a.CustomerId).Select(c => new ContactSums(c.Aggregate(CellSums.Empty, (sums, a) => sums.Add(a.Value, a.Weight * weigh(a.Day))), c.First().Influence)), byInfluence)))
        .Where(x => !x.Sums.IsEmpty)
        .ToDictionary(x => x.Key, x => x.Sums);

    /// <summary>NPS over contacts: the latest rating of each from a day to another, both included; null when nobody rated.</summary>
    public static Rate? Nps(IEnumerable<ContactAnswer> answers, DateOnly from, DateOnly to, ScoringProfile profile)
    {
        var ratings = answers.Where(x => x.Dimension is null && x.Day >= from && x.Day <= to).GroupBy(x => x.CustomerId).Select(x => (int)Math.Round(x.MaxBy(a => a.At).Value));
        return Rates.Nps(ratings.GroupBy(x => x).ToDictionary(x => x.Key, x => (long)x.Count()), profile);
    }
}
