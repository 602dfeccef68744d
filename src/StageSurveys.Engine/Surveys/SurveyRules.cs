using System.Text;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>The checks and refusals that several use cases of the feature share.</summary>
internal static class SurveyRules
{
    public const int NameLength = 120;

    /// <summary>The largest definition, in bytes of UTF-8.</summary>
    public const int MaxBytes = 2_000_000;

    /// <summary>Addresses of pages that are no survey's.</summary>
    private static readonly string[] Reserved = ["new", "import", "check", "ready"];

    public static Fault NoSurvey { get; } = new("Survey", "This survey does not exist any more.");

    public static Fault Archived { get; } = new("Survey", "This survey is archived; restore it first.");

    public static Fault Conflict { get; } = new("Conflict", "Somebody else saved this questionnaire meanwhile.");

    public static LocalText Trimmed(LocalText text) => new((text.Fr ?? "").Trim(), (text.En ?? "").Trim());

    public static List<Fault> OfName(LocalText name)
    {
        List<Fault> faults = [];
        if (name.IsEmpty) faults.Add(new("NameEn", "Give a name in French or in English."));
        foreach (var (field, text) in new[] { ("NameFr", name.Fr), ("NameEn", name.En) })
        {
            if (text.Length > NameLength) faults.Add(new(field, "A name has at most {0} characters.", NameLength));
            else if (!StorableText.Holds(text)) faults.Add(new(field, "The text holds characters that cannot be stored."));
        }

        return faults;
    }

    /// <summary>Null when the text can be a draft: JSON of an object, however unfit for publishing.</summary>
    public static Fault? OfDefinition(string text) =>
        Encoding.UTF8.GetByteCount(text) is > MaxBytes and var bytes
            ? new Fault("definition", "The definition is too large: {0} bytes, at most {1}.", bytes, MaxBytes)
            : SurveyDefinition.TryParse(text, out _, out var fault) ? null : fault;

    /// <summary>Stores a new survey under a free key made of its name, and answers the key.</summary>
    public static async Task<string> AddAsync(
        IDbContextFactory<StageSurveysDb> contexts, Survey survey, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('surveys.key'))", cancel);
        var wished = ShortKey.From(survey.Name, "survey");
        var taken = await db.Surveys.Where(x => x.Key.StartsWith(wished)).Select(x => x.Key).ToHashSetAsync(cancel);
        taken.UnionWith(Reserved);
        survey.Key = ShortKey.Free(wished, taken);
        db.Surveys.Add(survey);
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return survey.Key;
    }

    /// <summary>A moment as precisely as PostgreSQL keeps it, so that it can be compared with what is read back.</summary>
    public static DateTimeOffset Storable(DateTimeOffset moment) => new(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerMicrosecond), moment.Offset);
}
