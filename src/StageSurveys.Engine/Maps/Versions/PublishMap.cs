namespace StageSurveys.Engine.Maps.Versions;

/// <summary>What a person gives to publish a map.</summary>
public sealed record PublishingMap(string Persona, string Journey, string Title, string Note, IReadOnlyList<MapAssignment> Assignments);

/// <summary>Publishes the map of today.</summary>
public sealed class PublishMap(FreezeMap freeze, TimeProvider time)
{
    public const int TitleLength = 120, NoteLength = 4000, NameLength = 200;

    /// <summary>The number of the new version.</summary>
    public async Task<Outcome<int>> RunAsync(PublishingMap wanted, string by, CancellationToken cancel)
    {
        List<Fault> faults = [];
        var (title, note) = (wanted.Title.Trim(), wanted.Note.Trim());
        if (title.Length == 0) faults.Add(new Fault("title", "Give the version a title, by which it is found again."));
        if (title.Length > TitleLength) faults.Add(new Fault("title", "A title has at most {0} characters.", TitleLength));
        if (note.Length > NoteLength) faults.Add(new Fault("note", "A note has at most {0} characters.", NoteLength));
        if (wanted.Assignments.Any(x => x.Team.Length > NameLength || x.Person.Length > NameLength))
            faults.Add(new Fault("owners", "The name of a team or person has at most {0} characters.", NameLength));
        if (faults.Count > 0) return faults;
        var today = time.Today();
        return await freeze.RunAsync(
            new MapVersionDraft(wanted.Persona, wanted.Journey, today, null, title, note, by,
                [.. wanted.Assignments.Select(x => x with { Team = x.Team.Trim(), Person = x.Person.Trim() }).Where(x => x.Team.Length + x.Person.Length > 0)]),
            cancel);
    }
}
