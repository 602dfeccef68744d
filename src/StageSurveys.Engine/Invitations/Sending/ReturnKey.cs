using Npgsql;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>The stored key of return addresses, read once in a process: it never changes.</summary>
public sealed class ReturnKey(NpgsqlDataSource source)
{
    private byte[]? known;

    public async Task<byte[]> GetAsync(CancellationToken cancel)
    {
        if (known is not null) return known;
        await using var command = source.CreateCommand("SELECT return_key FROM sending_settings WHERE id = 1");
        return known = (byte[])(await command.ExecuteScalarAsync(cancel))!;
    }
}
