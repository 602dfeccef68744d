using Npgsql;

namespace StageSurveys.Engine.Customers;

/// <summary>Gives known attributes the names that screens and rules show. Keys and kinds stay.</summary>
public sealed class NameAttributes(NpgsqlDataSource source)
{
    /// <summary>Longest name.</summary>
    public const int MaxLength = 80;

    /// <summary>Attributes that are not known, and names empty in both languages, are left alone. Faults name the key.</summary>
    public async Task<Outcome<int>> RunAsync(IReadOnlyDictionary<string, LocalText> names, CancellationToken cancel)
    {
        var faults = names.Where(x => x.Value.Fr.Length > MaxLength || x.Value.En.Length > MaxLength)
            .Select(x => new Fault(x.Key, "The text is longer than {0} characters.", MaxLength)).ToList();
        faults.AddRange(names.Where(x => !new[] { x.Key, x.Value.Fr, x.Value.En }.All(StorableText.Holds))
            .Select(x => new Fault(x.Key, "The text holds characters that cannot be stored.")));
        if (faults.Count > 0) return faults;
        var given = names.Where(x => !x.Value.IsEmpty).ToList();
        await using var command = source.CreateCommand("""
            UPDATE attribute_definitions d SET name_fr = n.fr, name_en = n.en
            FROM unnest($1, $2, $3) AS n(key, fr, en) WHERE d.key = n.key AND (d.name_fr, d.name_en) IS DISTINCT FROM (n.fr, n.en)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = given.Select(x => x.Key).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = given.Select(x => x.Value.Fr).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = given.Select(x => x.Value.En).ToArray() });
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
