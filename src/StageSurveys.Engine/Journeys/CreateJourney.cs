using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Journeys;

/// <summary>A journey to be made. <paramref name="Template"/> is the key of a stage template; null starts blank.</summary>
public sealed record NewJourney(LocalText Name, ChannelStrategy ChannelStrategy, string? Template);

/// <summary>Makes a journey, from a stage template or blank. Answers its key, made of its name.</summary>
public sealed class CreateJourney(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    public async Task<Outcome<string>> RunAsync(NewJourney input, CancellationToken cancel)
    {
        var name = JourneyFaults.Trimmed(input.Name);
        var faults = JourneyFaults.OfName(name).ToList();
        var template = StageTemplates.All.FirstOrDefault(x => x.Key == input.Template);
        if (!string.IsNullOrEmpty(input.Template) && template is null) faults.Add(new("Template", "There is no stage template “{0}”.", input.Template));
        if (faults.Count > 0) return faults;

        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('journeys.key'))", cancel);
        var wished = ShortKey.From(name, "journey");
        var taken = await db.Journeys.Where(x => x.Key.StartsWith(wished)).Select(x => x.Key).ToHashSetAsync(cancel);
        taken.Add("new"); // The page that makes a journey has this address.
        var journey = new Journey { Key = ShortKey.Free(wished, taken), Name = name, ChannelStrategy = input.ChannelStrategy, CreatedAt = clock.GetUtcNow() };
        foreach (var stage in template?.Stages ?? [])
        {
            journey.Stages.Add(new() { Key = stage.Key, Name = stage.Name, Phase = stage.Phase, Position = journey.Stages.Count });
        }

        db.Journeys.Add(journey);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return journey.Key;
    }
}
