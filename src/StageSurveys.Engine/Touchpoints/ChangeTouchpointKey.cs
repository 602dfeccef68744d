using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Touchpoints;

/// <summary>
/// Gives a touchpoint another key. Only before its first event: from then on senders know the touchpoint by its key. Answers the key.
/// </summary>
public sealed class ChangeTouchpointKey(IDbContextFactory<StageSurveysDb> contexts)
{
    public async Task<Outcome<string>> RunAsync(Guid touchpointId, string key, CancellationToken cancel)
    {
        key = key.Trim();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var touchpoint = await db.Touchpoints.SingleOrDefaultAsync(x => x.Id == touchpointId, cancel);
        if (touchpoint is null) return new Fault("Touchpoint", "This touchpoint does not exist any more.");
        if (touchpoint.Key == key) return key;
        if (!ShortKey.IsValid(key)) return new Fault("Key", "A key has 1 to {0} lower-case letters, digits and single hyphens.", ShortKey.MaxLength);
        if (await db.TouchpointEvents.AnyAsync(x => x.TouchpointId == touchpointId, cancel))
        {
            return new Fault("Key", "This touchpoint has events already: its key stays.");
        }

        touchpoint.Key = key;
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return new Fault("Key", "The key “{0}” is taken by another touchpoint.", key);
        }

        return key;
    }
}
