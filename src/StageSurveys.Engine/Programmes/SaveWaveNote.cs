using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Programmes;

/// <summary>Keeps what the account manager says to the contacts in the mail. Plain text: nothing in it becomes markup.</summary>
public sealed class SaveWaveNote(IDbContextFactory<StageSurveysDb> databases, TimeProvider time)
{
    /// <summary>The longest note, in characters.</summary>
    public const int MaxLength = 1000;

    /// <param name="version">The version that the person saw. The value is the new one.</param>
    /// <param name="by">Display name of who writes; signs the note.</param>
    public async Task<Outcome<int>> RunAsync(Guid wave, int version, string note, string by, CancellationToken cancel)
    {
        if (Read(note) is not { } text) return TooLong;
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await WaveChanges.TakeAsync(db, wave, version, by, time.GetUtcNow(), cancel) is { } fault) return fault;
        await db.Waves.Where(x => x.Id == wave).ExecuteUpdateAsync(set => set.SetProperty(x => x.Note, text).SetProperty(x => x.NoteBy, text.Length == 0 ? "" : by), cancel);
        await transaction.CommitAsync(cancel);
        return version + 1;
    }

    /// <summary>The same note for all waves that were made by hand together and have not started. The value is how many.</summary>
    public async Task<Outcome<int>> BatchAsync(Guid batch, string note, string by, CancellationToken cancel)
    {
        if (Read(note) is not { } text) return TooLong;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow();
        return await db.Waves.Where(x => x.BatchId == batch && x.State == WaveState.Planned).ExecuteUpdateAsync(set => set
            .SetProperty(x => x.Note, text).SetProperty(x => x.NoteBy, text.Length == 0 ? "" : by).SetProperty(x => x.ChangedBy, by).SetProperty(x => x.ChangedAt, now).SetProperty(x => x.Version, x => x.Version + 1), cancel);
    }

    private static Fault TooLong => new("Note", "A note has at most {0} characters.", MaxLength);

    /// <summary>Null when it is too long, or holds what cannot be stored.</summary>
    private static string? Read(string note) => note.ReplaceLineEndings("\n").Trim() is var text && text.Length <= MaxLength && StorableText.Holds(text) ? text : null;
}
