using Microsoft.AspNetCore.Http;
using StageSurveys.Engine;
using StageSurveys.Engine.Surveys;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Surveys;

/// <summary>The list of surveys. <paramref name="ShowArchived"/> opens the list of those put away, as after turning its pages.</summary>
public sealed record SurveyListPage(
    IReadOnlyList<SurveyLine> Surveys, IReadOnlyList<SurveyLine> Archived, int ArchivedTotal, bool ShowArchived, Pager Pager, Pager ArchivedPager, TimeZoneInfo Zone);

/// <summary>What a new survey is made of.</summary>
public sealed class NewSurveyForm
{
    public string? NameFr { get; set; }
    public string? NameEn { get; set; }

    /// <summary>Key of a ready questionnaire; empty starts blank.</summary>
    public string? Ready { get; set; }
    public IFormFile? File { get; set; }
}

/// <summary>A ready questionnaire to choose, with the titles of its questions in the language of the screen.</summary>
public sealed record ReadyChoice(string Key, string Name, string Description, IReadOnlyList<string> Questions);

/// <summary>The page that makes a survey.</summary>
public sealed record NewSurveyPage(NewSurveyForm Form, IReadOnlyList<ReadyChoice> Choices);

/// <summary>A touchpoint that a survey is attached to.</summary>
public sealed record AttachedTouchpoint(string Key, string Name, string Journey, bool IsActive);

/// <summary>One line of the check; <paramref name="Field"/> is the question's name, null for the questionnaire as a whole.</summary>
public sealed record CheckLine(string? Field, string Text);

/// <summary>The check in the language of the screen.</summary>
public sealed record CheckResult(IReadOnlyList<CheckLine> Faults, IReadOnlyList<CheckLine> Warnings)
{
    public bool CanPublish => Faults.Count == 0;
}

/// <summary>A survey at a glance.</summary>
/// <param name="Mail">The check of its mail; null for a survey that is never sent.</param>
public sealed record SurveyDetailsPage(
    SurveyView Survey, CheckResult Check, CheckResult? Mail, SurveyVersionPage Versions, Pager Pager, IReadOnlyList<AttachedTouchpoint> Attached, int Questions, TimeZoneInfo Zone);

/// <summary>A definition to look at: a published version or a ready questionnaire. <paramref name="Data"/> is JSON for the page's script.</summary>
public sealed record DefinitionPage(string Title, string Subtitle, string ParentUrl, string Parent, string Definition, string? ExportUrl, string Data);

/// <summary>The questionnaire editor. <paramref name="Data"/> is JSON for the page's script.</summary>
public sealed record EditorPage(SurveyView Survey, string Data);

/// <summary>A draft as the editor sends it.</summary>
public sealed record DraftBody(string? Definition, DateTimeOffset BasedOn);
