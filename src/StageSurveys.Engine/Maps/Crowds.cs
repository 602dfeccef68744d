using Npgsql;
using NpgsqlTypes;
using StageSurveys.Engine.Profiles;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>Answers of a persona, from one survey version, that belong to a figure.</summary>
/// <param name="N">Answers under the scope's rule.</param>
/// <param name="Latest">Answers that count under the 30-day rule.</param>
/// <param name="First">A day on or before the first of them.</param>
internal sealed record CrowdPart(Guid Touchpoint, Guid Persona, Guid Version, string Dimension, long N, long Latest, DateOnly First)
{
    /// <summary>Only responses that answered this measure; empty for every one that has a score in the dimension.</summary>
    public string Measure { get; init; } = "";

    /// <summary>The days that this part is about, where they are not the scope's.</summary>
    public Period? Within { get; init; }

    /// <summary>Under a filter by company: everybody's answers, which the filtered ones are subtracted from.</summary>
    public bool Whole { get; init; }
}

/// <summary>
/// Are there five different people behind a figure? That is all M5 needs, so it is all that is found out. Fewer than five answers are fewer than five people.
/// Under the 30-day rule a customer has at most one answer a month at a touchpoint, so many answers are many people, without looking at one. Only in between
/// are answers looked at, the few latest of each cell; nobody gives fifteen of the last fifteen, but if so, all of them are looked at.
/// </summary>
public sealed partial class Crowds(NpgsqlDataSource source, ProfileInForce profiles)
{
    /// <summary>
    /// The people of each persona's share of a figure, and of everybody's (<see cref="Guid.Empty"/>): below the floor the very number or what must be taken
    /// for it, from the floor on the number of answers. Where a survey is asked for, what other surveys and personas would give away by subtraction is
    /// brought below the floor too.
    /// </summary>
    internal async Task<Dictionary<(TFigure Figure, Guid Persona), long>> RunAsync<TFigure>(
        IEnumerable<(TFigure Figure, CrowdPart Part)> parts, FixedScope scope, ScoringProfile profile, CancellationToken cancel) where TFigure : notnull
    {
        var all = parts.Where(x => x.Part.N > 0).ToArray();
        return scope.Accounts is { } filter ? await FilteredAsync(all, filter, scope, profile, cancel) : await OfEverybodyAsync(all, scope, profile, cancel);
    }

    // Under a survey the people of all surveys are counted too: who is hidden there must not be had from the surveys.
    private async Task<Dictionary<(TFigure Figure, Guid Persona), long>> OfEverybodyAsync<TFigure>(
        (TFigure Figure, CrowdPart Part)[] parts, FixedScope scope, ScoringProfile profile, CancellationToken cancel) where TFigure : notnull
    {
        var people = await CountAsync(Keyed(parts, scope), Whose.Everybody, scope, profile, cancel);
        return scope.Survey is null ? Told(people, scope, profile) : Told(people, scope, profile, await OfEverybodyAsync(parts, scope with { Survey = null }, profile, cancel));
    }

    private static ILookup<Key<TFigure>, CrowdPart> Keyed<TFigure>(IEnumerable<(TFigure Figure, CrowdPart Part)> parts, FixedScope scope) where TFigure : notnull => parts
        .SelectMany(x => new[] { x.Part.Persona, Guid.Empty }.Select(p => (Key: new Key<TFigure>(x.Figure, p, scope.Survey?.SurveyOf.GetValueOrDefault(x.Part.Version) ?? Guid.Empty), x.Part)))
        .ToLookup(x => x.Key, x => x.Part);

    /// <param name="together">The people of all surveys together, where these are shown without the filter.</param>
    private static Dictionary<(TFigure Figure, Guid Persona), long> Told<TFigure>(
        Dictionary<Key<TFigure>, long> people, FixedScope scope, ScoringProfile profile, Dictionary<(TFigure Figure, Guid Persona), long>? together = null) where TFigure : notnull
    {
        if (scope.Survey is not { } survey) return people.ToDictionary(x => (x.Key.Figure, x.Key.Persona), x => x.Value);

        Dictionary<(TFigure, Guid), long> told = [];
        foreach (var figure in people.GroupBy(x => x.Key.Figure, x => x))
        {
            var byKey = figure.ToDictionary(x => (x.Key.Persona, x.Key.Survey), x => x.Value);
            var surveys = byKey.Keys.Select(x => x.Survey).Distinct().Order().ToArray();
            var column = Array.IndexOf(surveys, survey.Id);
            if (column < 0) continue;
            var personas = byKey.Keys.Select(x => x.Persona).Where(x => x != Guid.Empty).Distinct().Order().ToArray();
            Guid[] rows = [.. personas, Guid.Empty];
            var hidden = SuppressionTable.Hidden([.. rows.Select(Row)], profile, together is null ? null : [.. rows.Select(Total)]);
            for (var i = 0; i < rows.Length; i++)
                if (byKey.TryGetValue((rows[i], survey.Id), out var count))
                    told[(figure.Key, rows[i])] = hidden[i, column] ? Math.Min(count, profile.AnonymityFloor - 1) : count;

            SuppressionTotal Total(Guid persona) => new(
                Together(persona),
                persona == Guid.Empty ? Suppression.IsBelowFloor(Together(persona), profile) : IsHiddenAmong(persona, personas.Select(x => (x, Together(x))), profile));

            long Together(Guid persona) => together!.GetValueOrDefault((figure.Key, persona));

            IReadOnlyList<long> Row(Guid persona) => [.. surveys.Select(x => byKey.GetValueOrDefault((persona, x)))];
        }

        return told;
    }

    // Of equally small ones the first goes, and which that is others say (the outline's order on a board): the own one first is on the safe side of every order.
    private static bool IsHiddenAmong(Guid persona, IEnumerable<(Guid Persona, long People)> people, ScoringProfile profile)
    {
        var personas = people.Where(x => x.Persona != Guid.Empty).OrderBy(x => x.Persona != persona).ToArray();
        return personas.Zip(Suppression.Hidden([.. personas.Select(x => x.People)], profile)).Any(x => x.First.Persona == persona && x.Second);
    }

    private async Task<Dictionary<Key<TFigure>, long>> CountAsync<TFigure>(
        ILookup<Key<TFigure>, CrowdPart> crowds, Whose whose, FixedScope scope, ScoringProfile profile, CancellationToken cancel) where TFigure : notnull
    {
        var people = crowds.ToDictionary(x => x.Key, x => x.Sum(p => p.N));
        var open = crowds.Where(x => people[x.Key] >= profile.AnonymityFloor).ToList();
        if (open.Count == 0) return people;
        var apart = await DaysApartAsync(profile, cancel);
        open.RemoveAll(x => ProvenBy(x, scope, profile, apart));
        // Everybody's crowd holds each persona's: it is looked at only when none of these is large enough by itself.
        for (var everybody = false; ; everybody = true)
        {
            var now = open.Where(x => x.Key.Persona == Guid.Empty == everybody && !(everybody && AnyPersona(x.Key))).ToArray();
            foreach (var (key, found) in await LookAsync(now, whose, scope, profile, cancel)) Set(key, found);
            if (everybody) return people;
        }

        bool AnyPersona(Key<TFigure> key) => crowds[key].Select(x => x.Persona).Distinct().Any(p => people[key with { Persona = p }] >= profile.AnonymityFloor);

        void Set(Key<TFigure> key, long found)
        {
            if (found < profile.AnonymityFloor) people[key] = found;
            else people[key] = crowds[key].Sum(x => x.N);
        }
    }

    /// <summary>True when the answers at one touchpoint are more than four people can have given.</summary>
    private static bool ProvenBy(IEnumerable<CrowdPart> crowd, FixedScope scope, ScoringProfile profile, int apart) => apart > 0 && crowd
        .GroupBy(x => x.Touchpoint)
        .Any(x =>
        {
            var first = x.Min(p => p.First);
            var (from, to) = x.First().Within is { } own ? (own.From, own.To) : (scope.From, scope.To);
            var days = to.DayNumber - (first > from ? first : from).DayNumber + 1;
            var each = (days + apart - 1) / apart;
            return x.Sum(p => p.Latest) > (long)(profile.AnonymityFloor - 1) * each;
        });

    // Answers may still carry the marks of an earlier profile while they are scored again: the shortest distance ever used holds for all.
    private async Task<int> DaysApartAsync(ScoringProfile profile, CancellationToken cancel)
    {
        return await profiles.ShortestDedupeDaysAsync(cancel) is { } stored ? Math.Min(profile.DedupeDays, (int)Math.Floor(stored)) : profile.DedupeDays;
    }

    /// <summary>The people of each crowd, or as many of them as the latest answers show where those are enough.</summary>
    private async Task<Dictionary<Key<TFigure>, long>> LookAsync<TFigure>(
        IGrouping<Key<TFigure>, CrowdPart>[] crowds, Whose whose, FixedScope scope, ScoringProfile profile, CancellationToken cancel) where TFigure : notnull
    {
        var latest = await SeenAsync(crowds, whose, scope, 3 * profile.AnonymityFloor, cancel);
        var left = crowds.Where((_, i) => latest[i].People < profile.AnonymityFloor && latest[i].More).ToArray();
        var whole = left.Length == 0 ? [] : await SeenAsync(left, whose, scope, null, cancel);
        var found = crowds.Zip(latest).ToDictionary(x => x.First.Key, x => x.Second.People);
        for (var i = 0; i < left.Length; i++) found[left[i].Key] = whole[i].People;
        return found;
    }

    private async Task<(long People, bool More)[]> SeenAsync<TFigure>(
        IGrouping<Key<TFigure>, CrowdPart>[] crowds, Whose whose, FixedScope scope, int? limit, CancellationToken cancel) where TFigure : notnull
    {
        var found = new (long People, bool More)[crowds.Length];
        if (crowds.Length == 0) return found;
        var parts = crowds.SelectMany((x, i) => x.Select(part => (Crowd: i, Part: part))).ToList();
        await using var command = source.CreateCommand(whose == Whose.Filtered ? OfFiltered : Latest(whose));
        command.Parameters.Add(ScoreInserts.Column(parts, x => x.Crowd, NpgsqlDbType.Integer));
        command.Parameters.Add(ScoreInserts.Column(parts, x => x.Part.Touchpoint, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(parts, x => x.Part.Persona, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(parts, x => x.Part.Version, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(parts, x => x.Part.Dimension, NpgsqlDbType.Text));
        command.Parameters.Add(ScoreInserts.Column(parts, x => (x.Part.Within is { } own ? scope with { From = own.From, To = own.To } : scope).Since, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(ScoreInserts.Column(parts, x => (x.Part.Within is { } own ? scope with { From = own.From, To = own.To } : scope).Until, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(new() { Value = scope.Latest });
        command.Parameters.Add(new() { Value = limit is { } most ? (long)most : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(ScoreInserts.Column(parts, x => x.Part.Measure, NpgsqlDbType.Text));
        if (whose != Whose.Everybody) command.Parameters.Add(new() { Value = scope.Accounts!.Ids });
        if (whose == Whose.Filtered) command.Parameters.Add(new() { Value = parts.Select(x => x.Part.Touchpoint).Distinct().ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) found[reader.GetInt32(0)] = (reader.GetInt64(1), limit is { } l && reader.GetInt64(2) >= l);
        return found;
    }

    // The answers of a cell by time come from an index; the latest few of them nearly always say enough.
    private static string Latest(Whose whose) =>
        $"""
        SELECT c.crowd, count(DISTINCT x.customer_id), max(x.place)
        FROM unnest({Parts}) AS {Part}
        CROSS JOIN LATERAL (
            SELECT s.customer_id, row_number() OVER () AS place FROM (
                SELECT customer_id FROM response_scores s
                WHERE s.touchpoint_id = c.touchpoint_id AND s.dimension = c.dimension AND s.persona_id = c.persona_id AND s.survey_version_id = c.survey_version_id
                  AND s.answered_at >= c.since AND s.answered_at < c.until AND (s.counts OR NOT $8) AND {Asked} AND {Condition(whose)}
                ORDER BY s.answered_at DESC LIMIT $9
            ) s
        ) x
        GROUP BY 1
        """;

    private const string Parts = "$1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $10::text[]";
    private const string Part = "c (crowd, touchpoint_id, persona_id, survey_version_id, dimension, since, until, measure)";
    private const string Asked =
        "(c.measure = '' OR EXISTS (SELECT FROM measurements m WHERE m.response_id = s.response_id AND m.touchpoint_id = s.touchpoint_id AND m.measure = c.measure))";

    private readonly record struct Key<TFigure>(TFigure Figure, Guid Persona, Guid Survey);
}
