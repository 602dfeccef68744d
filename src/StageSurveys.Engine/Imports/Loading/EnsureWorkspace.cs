using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Imports.Mapping;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Imports.Loading;

/// <summary>
/// Makes the journeys, touchpoints, attributes and personas that a mapping declares and the workspace lacks, so that one command on an empty
/// workspace makes a map. What is there stays as it is. The rules of new personas stand behind those in force.
/// </summary>
public sealed class EnsureWorkspace(IDbContextFactory<StageSurveysDb> contexts, PublishPersonaRules rules, PersonaAssignment assignment, TimeProvider time)
{
    public async Task RunAsync(EnsuredParts parts, string by, CancellationToken cancel)
    {
        if (parts is { Journeys.Count: 0, Personas.Count: 0, Attributes.Count: 0 }) return;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('journeys.key'))", cancel);
        await JourneysAsync(db, parts.Journeys, cancel);
        await AttributesAsync(db, parts.Attributes, cancel);
        await PersonasAsync(db, parts.Personas, by, cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task JourneysAsync(StageSurveysDb db, IReadOnlyList<EnsuredJourney> wanted, CancellationToken cancel)
    {
        var keys = wanted.Select(x => x.Key).ToArray();
        var known = await db.Journeys.Include(x => x.Stages).Where(x => keys.Contains(x.Key)).ToDictionaryAsync(x => x.Key, cancel);
        var touchpointKeys = wanted.SelectMany(x => x.Stages).SelectMany(x => x.Touchpoints).Select(x => x.Key).ToArray();
        var taken = await db.Touchpoints.Where(x => touchpointKeys.Contains(x.Key)).Select(x => x.Key).ToHashSetAsync(cancel);
        foreach (var asked in wanted)
        {
            if (!known.TryGetValue(asked.Key, out var journey))
            {
                journey = new Journey { Key = asked.Key, Name = asked.Name, CreatedAt = time.GetUtcNow() };
                db.Journeys.Add(journey);
            }

            foreach (var askedStage in asked.Stages)
            {
                var stage = journey.Stages.FirstOrDefault(x => x.Key == askedStage.Key);
                if (stage is null)
                {
                    stage = new Stage { Key = askedStage.Key, Name = askedStage.Name, Phase = askedStage.Phase, Position = journey.Stages.Count };
                    journey.Stages.Add(stage);
                    if (known.ContainsKey(asked.Key)) db.Stages.Add(stage);
                }

                var stageId = stage.Id;
                var position = await db.Touchpoints.CountAsync(x => x.StageId == stageId, cancel);
                foreach (var touchpoint in askedStage.Touchpoints.Where(x => taken.Add(x.Key)))
                {
                    db.Touchpoints.Add(new Touchpoint
                    {
                        StageId = stage.Id,
                        Key = touchpoint.Key,
                        Name = touchpoint.Name,
                        Channel = touchpoint.Channel,
                        IsMandatory = touchpoint.Mandatory,
                        IsKeyMoment = touchpoint.KeyMoment,
                        Goal = touchpoint.Goal,
                        Position = position++,
                    });
                }
            }
        }

        await db.SaveChangesAsync(cancel);
    }

    private static async Task AttributesAsync(StageSurveysDb db, IReadOnlyList<EnsuredAttribute> wanted, CancellationToken cancel)
    {
        var keys = wanted.Select(x => x.Key).ToArray();
        var known = await db.AttributeDefinitions.Where(x => keys.Contains(x.Key)).Select(x => x.Key).ToHashSetAsync(cancel);
        foreach (var attribute in wanted.Where(x => known.Add(x.Key)))
        {
            db.AttributeDefinitions.Add(new AttributeDefinition
            {
                Key = attribute.Key,
                Kind = attribute.Kind,
                Name = attribute.Name,
                Group = AttributeInput.GroupOf(attribute.Key[..attribute.Key.IndexOf('.')])!.Value,
            });
        }

        await db.SaveChangesAsync(cancel);
    }

    private async Task PersonasAsync(StageSurveysDb db, IReadOnlyList<EnsuredPersona> wanted, string by, CancellationToken cancel)
    {
        if (wanted.Count == 0) return;
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await PublishPersonaRules.LockAsync(connection, cancel);
        var keys = wanted.Select(x => x.Key).ToArray();
        var known = await db.Personas.Where(x => keys.Contains(x.Key)).Select(x => x.Key).ToHashSetAsync(cancel);
        var made = wanted.Where(x => known.Add(x.Key)).ToList();
        if (made.Count == 0) return;
        var position = await db.Personas.Where(x => !x.IsFallback).MaxAsync(x => (int?)x.Position, cancel) ?? -1;
        foreach (var persona in made)
        {
            db.Personas.Add(new Persona
            {
                Key = persona.Key,
                Name = persona.Name,
                Description = persona.Description,
                Quote = persona.Quote,
                Colour = persona.Colour.ToLowerInvariant(),
                Position = ++position,
            });
        }

        await db.SaveChangesAsync(cancel);
        var version = await PublishPersonaRules.NewestAsync(connection, cancel);
        var json = await db.PersonaRuleSets.Where(x => x.Version == version).Select(x => x.Rules).FirstOrDefaultAsync(cancel) ?? "[]";
        var list = PersonaRulesJson.Read(json).Value!.ToList();
        foreach (var persona in made.Where(x => x.When is not null))
        {
            var rule = new JsonArray(new JsonObject { ["persona"] = persona.Key, ["when"] = JsonNode.Parse(persona.When!.Value.GetRawText()) });
            list.AddRange(PersonaRulesJson.Read(rule.ToJsonString()).Value!);
        }

        await rules.InsertAsync(connection, version + 1, list, by, cancel);
        await assignment.RunForAllAsync(connection, cancel);
    }
}
