using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Journeys;

namespace StageSurveys.Engine.Maps;

/// <summary>The notes of a map as they stand.</summary>
public sealed class NotesOfMap(IReadOnlyDictionary<(Guid Place, MapLane Lane), NoteText> notes)
{
    /// <summary>What stands at a stage or touchpoint.</summary>
    public NoteText this[Guid place, MapLane lane] => notes.GetValueOrDefault((place, lane), NoteText.Nothing);

    /// <summary>Every note with its place.</summary>
    public IEnumerable<KeyValuePair<(Guid Place, MapLane Lane), NoteText>> All => notes;

    /// <summary>True when nothing is written in a lane.</summary>
    public bool IsEmpty(MapLane lane) => !notes.Any(x => x.Key.Lane == lane && !x.Value.Text.IsEmpty);
}

/// <summary>Reads what a team wrote on the map of a persona.</summary>
public sealed class MapNotes(IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>The latest version of every note on this journey.</summary>
    public async Task<NotesOfMap> RunAsync(Guid persona, JourneyOutline journey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var stages = journey.Stages.Select(x => (Guid?)x.Id).ToArray();
        var touchpoints = journey.Touchpoints.Select(x => (Guid?)x.Id).ToArray();
        var rows = await db.MapNotes.FromSql(
            $"""
            SELECT DISTINCT ON (lane, coalesce(stage_id, touchpoint_id)) * FROM map_notes
            WHERE persona_id = {persona} AND (stage_id = ANY({stages}) OR touchpoint_id = ANY({touchpoints}))
            ORDER BY lane, coalesce(stage_id, touchpoint_id), written_at DESC, id DESC
            """).AsNoTracking().ToListAsync(cancel);
        return new NotesOfMap(rows.ToDictionary(x => (x.StageId ?? x.TouchpointId!.Value, x.Lane), x => new NoteText(x.Id, x.Text, x.WrittenAt, x.WrittenBy)));
    }
}

/// <summary>Reads the history of one place.</summary>
public sealed class NoteHistory(IDbContextFactory<StageSurveysDb> contexts)
{
    /// <summary>Every version, the latest first; a fault names what does not exist.</summary>
    public async Task<Outcome<IReadOnlyList<NoteText>>> RunAsync(NotePlace place, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await FoundPlace.ReadAsync(db, place, cancel);
        if (found.Value is not { } at) return found.Faults.ToList();
        return (await at.In(db).AsNoTracking().OrderByDescending(x => x.WrittenAt).ThenByDescending(x => x.Id)
            .Select(x => new NoteText(x.Id, x.Text, x.WrittenAt, x.WrittenBy)).ToListAsync(cancel)).AsReadOnly();
    }
}

/// <summary>Writes a note: a new version, whatever stood there before.</summary>
public sealed class WriteNote(IDbContextFactory<StageSurveysDb> contexts, TimeProvider time)
{
    /// <summary>Longest text in a language.</summary>
    public const int Longest = 1000;

    /// <summary>Writes the text, which may be empty to take the note away. What stands there already is not written twice.</summary>
    public async Task<Outcome<NoteText>> RunAsync(NotePlace place, LocalText text, string by, CancellationToken cancel)
    {
        var given = new LocalText((text.Fr ?? "").Trim(), (text.En ?? "").Trim());
        foreach (var (field, part) in new[] { ("Fr", given.Fr), ("En", given.En) })
        {
            if (part.Length > Longest) return new Fault(field, "A note has at most {0} characters.", Longest);
            if (!StorableText.Holds(part)) return new Fault(field, "The text holds characters that cannot be stored.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await FoundPlace.ReadAsync(db, place, cancel);
        if (found.Value is not { } at) return found.Faults.ToList();
        var last = await at.In(db).AsNoTracking().OrderByDescending(x => x.WrittenAt).ThenByDescending(x => x.Id).FirstOrDefaultAsync(cancel);
        if (last is not null && last.Text == given) return new NoteText(last.Id, last.Text, last.WrittenAt, last.WrittenBy);
        if (last is null && given.IsEmpty) return NoteText.Nothing;
        var note = new MapNote
        {
            PersonaId = at.Persona,
            StageId = at.Stage,
            TouchpointId = at.Touchpoint,
            Lane = place.Lane,
            Text = given,
            WrittenAt = time.GetUtcNow(),
            WrittenBy = by,
        };
        db.MapNotes.Add(note);
        await db.SaveChangesAsync(cancel);
        return new NoteText(note.Id, note.Text, note.WrittenAt, note.WrittenBy);
    }
}

/// <summary>A place whose names were found.</summary>
internal sealed record FoundPlace(Guid Persona, MapLane Lane, Guid? Stage, Guid? Touchpoint)
{
    public IQueryable<MapNote> In(StageSurveysDb db) =>
        db.MapNotes.Where(x => x.PersonaId == Persona && x.Lane == Lane && x.StageId == Stage && x.TouchpointId == Touchpoint);

    public static async Task<Outcome<FoundPlace>> ReadAsync(StageSurveysDb db, NotePlace place, CancellationToken cancel)
    {
        if (await db.Personas.Where(x => x.Key == place.Persona).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel) is not { } persona)
            return new Fault("persona", "There is no persona “{0}”.", place.Persona);
        var stage = await (from s in db.Stages join j in db.Journeys on s.JourneyId equals j.Id where j.Key == place.Journey && s.Key == place.Stage select (Guid?)s.Id)
            .SingleOrDefaultAsync(cancel);
        if (stage is not { } stageId) return new Fault("stage", "There is no stage “{0}” in this journey.", place.Stage);
        if (place.Touchpoint is null) return new FoundPlace(persona, place.Lane, stageId, null);
        return await db.Touchpoints.Where(x => x.Key == place.Touchpoint && x.StageId == stageId).Select(x => (Guid?)x.Id).SingleOrDefaultAsync(cancel) is { } touchpoint
            ? new FoundPlace(persona, place.Lane, null, touchpoint)
            : new Fault("touchpoint", "There is no touchpoint “{0}” in this journey.", place.Touchpoint);
    }
}
