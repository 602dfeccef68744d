using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;

namespace StageSurveys.Web.Features.Personas;

/// <summary>A persona to choose from or to name; « Sans persona » is the last one of every list.</summary>
public sealed record PersonaChoice(Guid Id, string Key, LocalText Name, string Colour, bool IsFallback)
{
    /// <summary>All personas that were not put away, in their order.</summary>
    public static Task<List<PersonaChoice>> ReadAsync(StageSurveysDb db, CancellationToken cancel) => db.Personas.AsNoTracking()
        .Where(x => x.ArchivedAt == null).OrderBy(x => x.IsFallback).ThenBy(x => x.Position).ThenBy(x => x.Id)
        .Select(x => new PersonaChoice(x.Id, x.Key, x.Name, x.Colour, x.IsFallback)).ToListAsync(cancel);
}
