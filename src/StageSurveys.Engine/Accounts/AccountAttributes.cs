using Npgsql;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Engine.Accounts;

/// <summary>An attribute that accounts have of their own.</summary>
public sealed record AccountAttribute(string Name, AttributeKind Kind);

/// <summary>Lists the attributes that accounts have of their own, as far as some thousands of them tell.</summary>
public sealed class AccountAttributes(NpgsqlDataSource source)
{
    private const int Looked = 5000, Most = 60;

    /// <summary>In order of name, each with the kind that most values have.</summary>
    public async Task<IReadOnlyList<AccountAttribute>> RunAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand(
            $$"""
            SELECT v.key, mode() WITHIN GROUP (ORDER BY CASE jsonb_typeof(v.value)
                WHEN 'number' THEN 'Number' WHEN 'boolean' THEN 'Boolean' ELSE CASE WHEN v.value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN 'Date' ELSE 'Text' END END)
            FROM (SELECT attributes FROM accounts WHERE attributes <> '{}' LIMIT {{Looked}}) a CROSS JOIN LATERAL jsonb_each(a.attributes) v GROUP BY 1 ORDER BY 1 LIMIT {{Most}}
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<AccountAttribute> found = [];
        while (await reader.ReadAsync(cancel)) found.Add(new AccountAttribute(reader.GetString(0), Enum.Parse<AttributeKind>(reader.GetString(1))));
        return found;
    }
}
