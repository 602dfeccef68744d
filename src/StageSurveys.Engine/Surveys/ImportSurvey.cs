using System.Text;
using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Data;

namespace StageSurveys.Engine.Surveys;

/// <summary>
/// Makes a survey of a SurveyJS file and keeps the file's text to the letter. Without a name it is called by the definition's title.
/// Answers its key.
/// </summary>
public sealed class ImportSurvey(IDbContextFactory<StageSurveysDb> contexts, TimeProvider clock)
{
    // Old definitions call the elements of their only page questions.
    private static readonly string[] Parts = ["pages", "elements", "questions", "title"];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="name">Empty takes the definition's title, else <paramref name="fallbackName"/> (the file's name).</param>
    /// <param name="file">UTF-8, with or without a byte order mark.</param>
    public async Task<Outcome<string>> RunAsync(LocalText name, string fallbackName, ReadOnlyMemory<byte> file, CancellationToken cancel)
    {
        if (file.Length > SurveyRules.MaxBytes) return new Fault("definition", "The definition is too large: {0} bytes, at most {1}.", file.Length, SurveyRules.MaxBytes);
        string text;
        try
        {
            text = Strict.GetString(file.Span);
        }
        catch (DecoderFallbackException)
        {
            return new Fault("definition", "The file is not text in UTF-8.");
        }

        if (!SurveyDefinition.TryParse(text, out var definition, out var fault)) return fault;
        // An empty object is an empty survey; one that holds other things only was meant for something else.
        if (definition.Json.EnumerateObject().Any() && !Parts.Any(part => definition.Json.TryGetProperty(part, out _)))
            return new Fault("definition", "This is no survey: a definition has “pages” or “elements”.");
        name = SurveyRules.Trimmed(name);
        if (name.IsEmpty) name = TitleOf(definition);
        if (name.IsEmpty) name = new LocalText(Short(fallbackName), Short(fallbackName));
        var faults = SurveyRules.OfName(name);
        if (faults.Count > 0) return faults;
        var now = SurveyRules.Storable(clock.GetUtcNow());
        return await SurveyRules.AddAsync(contexts, new Survey { Key = "", Name = name, Draft = text, DraftUpdatedAt = now, CreatedAt = now }, cancel);
    }

    private static LocalText TitleOf(SurveyDefinition definition) => new(
        Short(definition.Title.Has("fr") ? definition.Title.In("fr") : null),
        Short(definition.Title.Has("en") ? definition.Title.In("en") : definition.Title.Has("fr") ? null : definition.Title.In("en")));

    /// <summary>Cut at a whole character.</summary>
    private static string Short(string? text)
    {
        text = (text ?? "").Replace('\0', ' ').ReplaceLineEndings(" ").Trim();
        if (text.Length <= SurveyRules.NameLength) return text;
        var end = char.IsHighSurrogate(text[SurveyRules.NameLength - 1]) ? SurveyRules.NameLength - 1 : SurveyRules.NameLength;
        return text[..end].Trim();
    }
}
