using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Programmes;

/// <summary>What becomes of the list of a wave. Leaving one out and taking another in at once is a replacement.</summary>
public sealed record WaveContactChange
{
    public required Guid WaveId { get; init; }

    /// <summary>The version that the person saw.</summary>
    public required int Version { get; init; }

    /// <summary>Contacts on the list that are left out.</summary>
    public IReadOnlyList<Guid> LeaveOut { get; init; } = [];

    /// <summary>One of <see cref="LeftOut.ToChoose"/>; a replacement needs none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>At most 300 characters.</summary>
    public string Note { get; init; } = "";

    /// <summary>A contact of the account who is taken in, or back in.</summary>
    public Guid? TakeIn { get; init; }
}

/// <summary>Adds, leaves out and replaces contacts on the list of a wave that has not started.</summary>
public sealed class ChangeWaveContacts(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>The value is the new version.</summary>
    public async Task<Outcome<int>> RunAsync(WaveContactChange change, string by, CancellationToken cancel)
    {
        var replaced = change.LeaveOut.Count > 0 && change.TakeIn is not null;
        if (change.LeaveOut.Count == 0 && change.TakeIn is null) return new Fault("", "Choose a contact.");
        if (change.LeaveOut.Count > 0 && !replaced && !LeftOut.ToChoose.Contains(change.Reason)) return new Fault("Reason", "Say why the contact is left out.");
        if (change.Note.Length > 300 || !StorableText.Holds(change.Note)) return new Fault("Note", "A note has at most {0} characters.", 300);
        if (change.TakeIn is { } same && change.LeaveOut.Contains(same)) return new Fault("", "Choose somebody else as the replacement.");
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await WaveChanges.TakeAsync(db, change.WaveId, change.Version, by, time.GetUtcNow(), cancel) is { } fault) return fault;
        if (change.LeaveOut.Count > 0)
        {
            var reason = replaced ? LeftOut.Replaced : change.Reason;
            var left = await db.WaveContacts.Where(x => x.WaveId == change.WaveId && change.LeaveOut.Contains(x.CustomerId) && x.Included)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Included, false).SetProperty(x => x.LeftOutReason, reason).SetProperty(x => x.LeftOutNote, change.Note.Trim()), cancel);
            if (left != change.LeaveOut.Distinct().Count()) return new Fault("", "This contact is not on the list.");
        }

        if (change.TakeIn is { } person && await TakeInAsync(db, change.WaveId, person, cancel) is { } refused) return refused;
        await transaction.CommitAsync(cancel);
        return change.Version + 1;
    }

    private static async Task<Fault?> TakeInAsync(StageSurveysDb db, Guid wave, Guid person, CancellationToken cancel)
    {
        var account = await db.Waves.Where(x => x.Id == wave).Select(x => x.AccountId).SingleAsync(cancel);
        var contact = await db.AccountContacts.AsNoTracking().SingleOrDefaultAsync(x => x.AccountId == account && x.CustomerId == person, cancel);
        // Whoever is not a contact yet becomes one first, where it is decided who may make contacts of whom.
        if (contact is null) return new Fault("", "This person is no contact of the account.");
        if (contact is { LeftAt: not null }) return new Fault("", "This person has left the company.");
        var back = await db.WaveContacts.Where(x => x.WaveId == wave && x.CustomerId == person)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Included, true).SetProperty(x => x.LeftOutReason, "").SetProperty(x => x.LeftOutNote, ""), cancel);
        if (back == 1) return null;
        db.WaveContacts.Add(new WaveContact { WaveId = wave, CustomerId = person, AddedByHand = true, Role = contact.Role, Influence = contact.Influence });
        await db.SaveChangesAsync(cancel);
        return null;
    }
}
