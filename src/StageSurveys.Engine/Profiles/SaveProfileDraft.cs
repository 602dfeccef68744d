using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Profiles;

/// <summary>
/// Saves what was typed into a draft. Each value is judged by itself: the good ones are stored even when others are bad, so that nothing that was thought
/// out is lost over a slip; values that contradict each other are stored too, and only keep the draft from being published.
/// </summary>
public sealed class SaveProfileDraft(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    private const int LongestNote = 1000;

    /// <param name="basedOn">When the draft that was looked at had been saved.</param>
    /// <param name="values">What was typed, by field key; fields that are missing stay as they are.</param>
    /// <returns>The faults of single values and of values that do not go together, by field key; <see cref="Outcome{T}.Value"/> is null only when nothing was stored.</returns>
    public async Task<Outcome<ProfileVersion>> RunAsync(
        int number, DateTimeOffset basedOn, IReadOnlyDictionary<string, string> values, string? note, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM scoring_profiles WHERE number = {number} FOR UPDATE", cancel);
        if (await db.ScoringProfiles.SingleOrDefaultAsync(x => x.Number == number, cancel) is not { } row) return ProfileFaults.Missing(number);
        if (row.State != ProfileState.Draft) return ProfileFaults.Frozen;
        if (basedOn.ToUniversalTime() != row.UpdatedAt) return ProfileFaults.Conflict;

        List<Fault> faults = [];
        var profile = ScoringProfile.FromJson(row.Profile);
        foreach (var field in ProfileGroups.FieldsOf(profile))
        {
            if (!values.TryGetValue(field.Key, out var text)) continue;
            var read = ProfileCheck.Parse(field, text);
            if (read.Ok) profile = field.Write(profile, read.Value);
            else faults.AddRange(read.Faults);
        }

        // A form sends two characters for the end of a line, its length counts one.
        note = note?.ReplaceLineEndings("\n").Trim();
        if (note is { Length: > LongestNote }) faults.Add(new Fault("note", "The note may have at most {0} characters.", LongestNote));
        else row.Note = note ?? "";
        faults.AddRange(ProfileCheck.Find(profile).Where(x => faults.All(f => f.Field != x.Field)));
        var now = time.GetUtcNow();
        // As PostgreSQL keeps it, so that the next save can say what it is based on.
        (row.Profile, row.UpdatedAt) = (profile.ToJson(), now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new Outcome<ProfileVersion>(new ProfileVersion(row, profile), faults);
    }
}
