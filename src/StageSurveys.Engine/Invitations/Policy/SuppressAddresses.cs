using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Invitations.Policy;

/// <summary>
/// Puts addresses on the suppression list. Nobody writes to them any more, whatever a rule or a customer's row says; what is planned ends when it is due.
/// An address that stands there already stays as it is.
/// </summary>
public sealed class SuppressAddresses(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The most addresses of one call.</summary>
    public const int MaxAddresses = 10_000;

    /// <param name="origin">Where it comes from, in a few words: a name, a bounce's status, a ticket; at most 200 characters.</param>
    /// <param name="keep">True keeps the address itself to be shown; false its hash alone.</param>
    /// <returns>How many are new; or the first that is no address.</returns>
    public async Task<Outcome<int>> RunAsync(IReadOnlyCollection<string> addresses, SuppressionCause cause, string origin, bool keep, CancellationToken cancel)
    {
        if (addresses.Count is 0 or > MaxAddresses) return new Fault("Addresses", "Give between 1 and {0} addresses.", MaxAddresses);
        var good = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            if (CustomerInput.NormaliseEmail(address.Trim()) is not { } normal) return new Fault("Addresses", "“{0}” is not an e-mail address.", address.Length > 60 ? address[..60] + "…" : address);
            good.Add(normal);
        }

        await using var command = source.CreateCommand("""
            INSERT INTO suppressed_addresses (hash, address, cause, source, added_at)
            SELECT sha256(convert_to(a, 'UTF8')), CASE WHEN $2 THEN a END, $3, $4, $5 FROM unnest($1) a ORDER BY 1
            ON CONFLICT (hash) DO NOTHING
            """);
        command.Parameters.Add(new() { Value = good.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = keep });
        command.Parameters.Add(new() { Value = cause.ToString() });
        command.Parameters.Add(new() { Value = origin.Length > 200 ? origin[..200] : origin });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        return await command.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Takes one address off the suppression list.</summary>
public sealed class AllowAddress(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>False when it did not stand there.</summary>
    public async Task<bool> RunAsync(byte[] hash, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.SuppressedAddresses.Where(x => x.Hash == hash).ExecuteDeleteAsync(cancel) == 1;
    }
}

/// <summary>One line of the suppression list.</summary>
/// <param name="Address">Null where only the hash is kept.</param>
public sealed record SuppressedLine(byte[] Hash, string? Address, SuppressionCause Cause, string Source, DateTimeOffset AddedAt);

/// <summary>A page of the list, newest first.</summary>
public sealed record SuppressedPage(IReadOnlyList<SuppressedLine> Lines, int Page, int Total);

/// <summary>Lists the suppression list; a search finds one address exactly, kept or hashed.</summary>
public sealed class ListSuppressedAddresses(IDbContextFactory<StageSurveysDb> databases)
{
    /// <summary>Lines of a page.</summary>
    public const int PageSize = 50;

    public async Task<SuppressedPage> RunAsync(string? search, int page, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var lines = db.SuppressedAddresses.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var hash = SuppressedAddress.HashOf(CustomerInput.NormaliseEmail(search.Trim()) ?? "");
            lines = lines.Where(x => x.Hash == hash);
        }

        var total = await lines.CountAsync(cancel);
        page = Paging.Nearest(page, total, PageSize);
        return new(await lines.OrderByDescending(x => x.AddedAt).ThenBy(x => x.Hash).Skip((page - 1) * PageSize).Take(PageSize)
            .Select(x => new SuppressedLine(x.Hash, x.Address, x.Cause, x.Source, x.AddedAt)).ToListAsync(cancel), page, total);
    }
}
