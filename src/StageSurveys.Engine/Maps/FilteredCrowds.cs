using NpgsqlTypes;
using StageSurveys.Engine.Scores;
using StageSurveys.Scoring;

namespace StageSurveys.Engine.Maps;

/// <summary>
/// The floor under a filter by company. Who sees the board of a company, or of a segment, sees everybody's board too, and those of the other companies: a figure is
/// hidden where what is left of everybody's would be fewer people than the floor, where the personas of everybody's board hide it, and where too few people would be left
/// when all that is shown beside it is taken from the sum: segments and companies of none from everybody's, the companies of a segment from the segment's.
/// </summary>
public sealed partial class Crowds
{
    // Whose answers of a cell are looked at.
    private enum Whose
    {
        Everybody,

        // Those that belong to the filter's companies, and all the others.
        Filtered,
        Others,

        // Those of customers who speak for no company.
        Rest,
    }

    // What stands side by side under one sum: segments and companies of none, or the companies of one segment.
    private sealed record Level(string Own, string? Segment)
    {
        public static IEnumerable<Level> Of(AccountScope filter)
        {
            yield return new Level(filter.BySegment || filter.Beside is not null ? "segment " + (filter.Segment ?? filter.Beside) : filter.Ids[0].ToString(), null);
            if (!filter.BySegment && filter.Beside is { } segment) yield return new Level(filter.Ids[0].ToString(), segment);
        }

        public string Place => Segment is null ? "coalesce('segment ' || a.segment, a.id::text)" : "a.id::text";
    }

    // Contacts are few beside customers: what belongs to them is read from them on, all crowds at once.
    private static readonly string OfFiltered =
        $"""
        WITH own AS MATERIALIZED (
            SELECT s.response_id, s.touchpoint_id, s.dimension, s.persona_id, s.survey_version_id, s.customer_id, s.answered_at
            FROM {Belonging.Scores("$11")} WHERE s.touchpoint_id = ANY($12) AND (s.counts OR NOT $8)
        )
        SELECT c.crowd, count(DISTINCT s.customer_id), $9 - $9
        FROM unnest({Parts}) AS {Part}
        JOIN own s ON s.touchpoint_id = c.touchpoint_id AND s.dimension = c.dimension AND s.persona_id = c.persona_id AND s.survey_version_id = c.survey_version_id
            AND s.answered_at >= c.since AND s.answered_at < c.until AND {Asked}
        GROUP BY 1
        """;

    private static string Condition(Whose whose) => whose switch
    {
        Whose.Others => "NOT " + Belonging.Holds("s.response_id", "s.customer_id", "$11"),
        Whose.Rest => "NOT EXISTS (SELECT FROM account_contacts k WHERE k.customer_id = s.customer_id)",
        _ => "true",
    };

    private async Task<Dictionary<(TFigure Figure, Guid Persona), long>> FilteredAsync<TFigure>(
        (TFigure Figure, CrowdPart Part)[] parts, AccountScope filter, FixedScope scope, ScoringProfile profile, CancellationToken cancel) where TFigure : notnull
    {
        var told = await LineByLineAsync(parts, filter, scope, profile, cancel);
        if (scope.Survey is not null)
        {
            // The surveys of a company add up to it: what is hidden of all together is hidden of each.
            var every = await FilteredAsync(parts, filter, scope with { Survey = null }, profile, cancel);
            foreach (var key in told.Keys.Where(x => Suppression.IsBelowFloor(every.GetValueOrDefault(x), profile)).ToArray()) Hide(told, key, profile);
        }

        // Each persona was judged by itself among its companies. Personas add up to a company and companies to a persona of the segment, so one hidden figure could be had
        // around the corner: the personas of a company are shown all or none, and none where the company is hidden.
        foreach (var figure in told.GroupBy(x => x.Key.Figure).ToArray())
        {
            var personas = figure.Where(x => x.Key.Persona != Guid.Empty).ToArray();
            if (Suppression.IsBelowFloor(told.GetValueOrDefault((figure.Key, Guid.Empty)), profile)
                || personas.Zip(Suppression.Hidden([.. personas.Select(x => x.Value)], profile)).Any(x => x.Second && x.First.Value > 0))
                foreach (var persona in personas) Hide(told, persona.Key, profile);
        }

        return told;
    }

    private static void Hide<TFigure>(Dictionary<(TFigure Figure, Guid Persona), long> told, (TFigure Figure, Guid Persona) key, ScoringProfile profile) where TFigure : notnull =>
        told[key] = Math.Min(told[key], profile.AnonymityFloor - 1);

    private async Task<Dictionary<(TFigure Figure, Guid Persona), long>> LineByLineAsync<TFigure>(
        (TFigure Figure, CrowdPart Part)[] parts, AccountScope filter, FixedScope scope, ScoringProfile profile, CancellationToken cancel) where TFigure : notnull
    {
        var (own, whole) = (Keyed(parts.Where(x => !x.Part.Whole), scope), Keyed(parts.Where(x => x.Part.Whole), scope));
        var told = Told(await CountAsync(own, Whose.Filtered, scope, profile, cancel), scope, profile);
        var open = own.Where(x => x.Key.Survey == (scope.Survey?.Id ?? Guid.Empty) && told.TryGetValue((x.Key.Figure, x.Key.Persona), out var people) && !Suppression.IsBelowFloor(people, profile)).ToArray();
        if (open.Length == 0) return told;
        var around = open.Select(x => x.Key).ToHashSet();
        var wholes = whole.Where(x => around.Contains(x.Key)).ToArray();
        var everybody = (await OfEverybodyAsync([.. parts.Where(x => x.Part.Whole)], scope, profile, cancel)).ToLookup(x => x.Key.Figure, x => (x.Key.Persona, People: x.Value));
        var others = await LookAsync(wholes, Whose.Others, scope, profile, cancel);
        var rest = await LookAsync(wholes, Whose.Rest, scope, profile, cancel);
        List<Beside<TFigure>> levels = [];
        // Where enough customers speak for no company, nothing beside it can be had from everybody's sum, and nobody need be looked at.
        foreach (var level in Level.Of(filter))
            levels.Add(await BesideAsync([.. wholes.Where(x => level.Segment is not null || Suppression.IsBelowFloor(rest.GetValueOrDefault(x.Key), profile))], level, scope, profile, cancel));
        foreach (var key in around)
        {
            var people = told[(key.Figure, key.Persona)];
            var left = others.GetValueOrDefault(key);
            if ((left > 0 && Suppression.IsBelowFloor(left, profile)) || IsHiddenAmong(key.Persona, everybody[key.Figure], profile) || levels.Any(x => IsHidden(x, key, people)))
                Hide(told, (key.Figure, key.Persona), profile);
        }

        return told;

        // Who belongs to several places of a level is in the sum once and in the places several times: places less their sum are those people.
        bool IsHidden(Beside<TFigure> beside, Key<TFigure> key, long people) =>
            (beside.Shared.GetValueOrDefault(key) is > 0 and var shared && Suppression.IsBelowFloor(shared, profile))
            || Suppression.IsHiddenBeside(beside.Own.GetValueOrDefault(key, people), [.. beside.Others[key]], beside.Level.Segment is null ? rest.GetValueOrDefault(key) : 0, profile);
    }

    /// <summary>People of the smallest companies, or segments, beside the filter's own in each figure: as many as can matter, and its own.</summary>
    /// <param name="wholes">Everybody's parts of the figures: a figure of several touchpoints has siblings where the filter's own has nobody.</param>
    private async Task<Beside<TFigure>> BesideAsync<TFigure>(
        IGrouping<Key<TFigure>, CrowdPart>[] wholes, Level level, FixedScope scope, ScoringProfile profile, CancellationToken cancel) where TFigure : notnull
    {
        var figures = wholes.Select(x => x.Key.Figure).Distinct().Select((x, i) => (x, i)).ToDictionary(x => x.x, x => x.i);
        var keys = wholes.ToDictionary(x => (figures[x.Key.Figure], x.Key.Persona), x => x.Key);
        var about = wholes.SelectMany(x => x.Select(p => (Figure: figures[x.Key.Figure], p.Touchpoint, p.Dimension, p.Measure, Scope: p.Within is { } own ? scope with { From = own.From, To = own.To } : scope)))
            .Distinct().ToList();
        await using var command = source.CreateCommand(
            $"""
            WITH contact AS MATERIALIZED (
                SELECT k.account_id, k.customer_id, {level.Place} AS place FROM account_contacts k JOIN accounts a ON a.id = k.account_id
                WHERE {(level.Segment is null ? "true" : "a.segment = $11")}
            ), said AS (
                SELECT c.crowd, contact.place, s.persona_id, s.customer_id, s.response_id
                FROM contact JOIN response_scores s ON s.customer_id = contact.customer_id AND s.touchpoint_id = ANY($7) AND (s.counts OR NOT $8)
                    AND s.answered_at >= (SELECT min(x) FROM unnest($5::timestamptz[]) x) AND s.answered_at < (SELECT max(x) FROM unnest($6::timestamptz[]) x)
                    AND ($9::uuid[] IS NULL OR s.survey_version_id = ANY($9)) AND {Belonging.AskedFor("s.response_id", "s.customer_id", "<> contact.account_id")}
                JOIN unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[]) AS c (crowd, touchpoint_id, dimension, measure, since, until)
                    ON c.touchpoint_id = s.touchpoint_id AND c.dimension = s.dimension AND s.answered_at >= c.since AND s.answered_at < c.until AND {Asked}
            ), people AS (
                SELECT crowd, coalesce(persona_id, '00000000-0000-0000-0000-000000000000') AS persona_id, place, count(DISTINCT customer_id) AS people,
                    count(DISTINCT customer_id) FILTER (WHERE place = $10 AND elsewhere) AS shared
                FROM (SELECT *, min(place) OVER answer <> max(place) OVER answer AS elsewhere FROM said WINDOW answer AS (PARTITION BY crowd, response_id)) said
                GROUP BY GROUPING SETS ((crowd, persona_id, place), (crowd, place))
            )
            SELECT crowd, persona_id, place = $10, people, shared
            FROM (SELECT *, row_number() OVER (PARTITION BY crowd, persona_id ORDER BY place = $10 DESC, people) AS nth FROM people) ranked
            WHERE place = $10 OR nth <= {profile.AnonymityFloor + 1}
            """);
        command.Parameters.Add(ScoreInserts.Column(about, x => x.Figure, NpgsqlDbType.Integer));
        command.Parameters.Add(ScoreInserts.Column(about, x => x.Touchpoint, NpgsqlDbType.Uuid));
        command.Parameters.Add(ScoreInserts.Column(about, x => x.Dimension, NpgsqlDbType.Text));
        command.Parameters.Add(ScoreInserts.Column(about, x => x.Measure, NpgsqlDbType.Text));
        command.Parameters.Add(ScoreInserts.Column(about, x => x.Scope.Since, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(ScoreInserts.Column(about, x => x.Scope.Until, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(new() { Value = about.Select(x => x.Touchpoint).Distinct().ToArray() });
        command.Parameters.Add(new() { Value = scope.Latest });
        command.Parameters.Add(new() { Value = scope.Versions ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = level.Own });
        if (level.Segment is { } segment) command.Parameters.Add(new() { Value = segment });
        Dictionary<Key<TFigure>, long> own = [], shared = [];
        List<(Key<TFigure> Key, long People)> others = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!keys.TryGetValue((reader.GetInt32(0), reader.GetGuid(1)), out var key)) continue;
            if (reader.GetBoolean(2)) (own[key], shared[key]) = (reader.GetInt64(3), reader.GetInt64(4));
            else others.Add((key, reader.GetInt64(3)));
        }

        return new Beside<TFigure>(level, own, shared, others.ToLookup(x => x.Key, x => x.People));
    }

    /// <summary>What stands beside the filter's own in each figure.</summary>
    /// <param name="Shared">People of its own with an answer that belongs to another place of the level too.</param>
    private sealed record Beside<TFigure>(
        Level Level, Dictionary<Key<TFigure>, long> Own, Dictionary<Key<TFigure>, long> Shared, ILookup<Key<TFigure>, long> Others) where TFigure : notnull;
}
