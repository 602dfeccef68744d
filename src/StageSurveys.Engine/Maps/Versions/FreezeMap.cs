using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Profiles;

namespace StageSurveys.Engine.Maps.Versions;

/// <summary>What a version is made of besides figures.</summary>
/// <param name="AsOf">Last day of the answers in it.</param>
/// <param name="Month">First day of the month, for a scheduled one.</param>
public sealed record MapVersionDraft(
    string Persona, string Journey, DateOnly AsOf, DateOnly? Month, string Title, string Note, string By, IReadOnlyList<MapAssignment> Assignments);

/// <summary>Computes a map and stores it as a version: the whole journey, every channel, recent answers weighing more, one answer per customer in 30 days.</summary>
public sealed class FreezeMap(
    ScoreJourney score, PersonaMap maps, IDbContextFactory<StageSurveysDb> contexts, NpgsqlDataSource source, ProfileInForce profiles, TimeProvider time)
{
    /// <summary>Days that the first version of a map compares with the second, when it is not one of a month.</summary>
    public const int FirstFreshDays = 90;

    /// <summary>The number of the new version; 0 when the month has one already.</summary>
    public async Task<Outcome<int>> RunAsync(MapVersionDraft draft, CancellationToken cancel)
    {
        while (true)
        {
            // Taken first: what comes in while the map is made is in none of its figures for certain, and must not be read in it either.
            var (now, profile) = (time.GetUtcNow(), await profiles.GetAsync(cancel));
            if (await score.InputsAsync(draft.Journey, new MapScope(To: draft.AsOf), cancel) is not { } inputs) return new Fault("journey", "There is no journey “{0}”.", draft.Journey);
            if (inputs.Personas.FirstOrDefault(x => x.Key == draft.Persona) is not { } persona) return new Fault("persona", "There is no persona “{0}”.", draft.Persona);
            var (seen, from, rules) = await BeforeAsync(inputs.Journey.Id, persona.Id, draft, cancel);
            var fresh = from > draft.AsOf ? null : await score.InputsAsync(draft.Journey, new MapScope(From: from, To: draft.AsOf, Weighting: Weighting.Plain), cancel);
            var map = await maps.ReadAsync(inputs.Score(), persona, cancel);
            // Inputs, new days and details are read one after the other: they must all be of one profile.
            if ((await profiles.GetAsync(cancel)).Number != profile.Number) continue;
            var version = new MapVersion
            {
                JourneyId = inputs.Journey.Id,
                PersonaId = persona.Id,
                Title = draft.Title,
                Note = draft.Note,
                AsOf = draft.AsOf,
                FreshFrom = from,
                Month = draft.Month,
                Profile = inputs.Profile.Name,
                RuleSetVersion = rules,
                Content = FrozenMap.Of(inputs, fresh, map, draft.Assignments).ToJson(),
                PublishedAt = now,
                PublishedBy = draft.By,
            };
            if (await StoreAsync(version, seen, cancel) is { } number) return number;
            if (draft.Month is { } month && await ExistsAsync(version, month, cancel)) return 0;
            // Somebody published in between: what is new since the version before is another stretch of days now.
        }
    }

    // What was published before, the first day it did not have, and the rules in force.
    private async Task<(int Seen, DateOnly FreshFrom, int Rules)> BeforeAsync(Guid journey, Guid persona, MapVersionDraft draft, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var own = db.MapVersions.Where(x => x.JourneyId == journey && x.PersonaId == persona);
        var seen = await own.MaxAsync(x => (int?)x.Number, cancel) ?? 0;
        var before = await own.Where(x => x.AsOf <= draft.AsOf).MaxAsync(x => (DateOnly?)x.AsOf, cancel);
        var rules = await db.PersonaRuleSets.MaxAsync(x => (int?)x.Version, cancel) ?? 0;
        return (seen, before?.AddDays(1) ?? draft.Month ?? draft.AsOf.AddDays(1 - FirstFreshDays), rules);
    }

    // One connection and one implicit transaction: the lock puts publishers of a map in a row, and who saw another latest version stores nothing.
    private async Task<int?> StoreAsync(MapVersion version, int seen, CancellationToken cancel)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))") { Parameters = { new() { Value = $"map {version.JourneyId} {version.PersonaId}" } } });
        batch.BatchCommands.Add(new(
            """
            INSERT INTO map_versions (id, journey_id, persona_id, number, title, note, as_of, fresh_from, month, profile, rule_set_version, content, published_at, published_by)
            SELECT $1, $2, $3, $4 + 1, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14
            WHERE (SELECT coalesce(max(number), 0) FROM map_versions WHERE journey_id = $2 AND persona_id = $3) = $4
            ON CONFLICT DO NOTHING RETURNING number
            """)
        {
            Parameters =
            {
                new() { Value = version.Id }, new() { Value = version.JourneyId }, new() { Value = version.PersonaId }, new() { Value = seen }, new() { Value = version.Title },
                new() { Value = version.Note }, new() { Value = version.AsOf }, new() { Value = version.FreshFrom },
                new() { Value = version.Month is { } month ? month : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date }, new() { Value = version.Profile },
                new() { Value = version.RuleSetVersion }, new() { Value = version.Content }, new() { Value = version.PublishedAt.UtcDateTime }, new() { Value = version.PublishedBy },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return await reader.ReadAsync(cancel) ? reader.GetInt32(0) : null;
    }

    private async Task<bool> ExistsAsync(MapVersion version, DateOnly month, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.MapVersions.AnyAsync(x => x.JourneyId == version.JourneyId && x.PersonaId == version.PersonaId && x.Month == month, cancel);
    }
}
