using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;

namespace StageSurveys.Web.Features.Shared;

/// <summary>What an empty list says: what is missing and what to do next.</summary>
public sealed record EmptyState(string Title, string Text, string? ActionUrl = null, string? ActionText = null);

/// <summary>Page links under a list. <paramref name="Page"/> counts from 1; <paramref name="List"/> names the list where a page has several.</summary>
public sealed record Pager(int Page, int Pages, Func<int, string> Url, string? List = null)
{
    /// <summary>The pager of <paramref name="total"/> rows, at the page nearest to the one that is asked for.</summary>
    public static Pager Of(int page, long total, int size, Func<int, string> url, string? list = null) =>
        new(Paging.Nearest(page, total, size), Paging.PagesFor(total, size), url, list);
}

/// <summary>The head of a page; <paramref name="Parent"/> is shown as a link above the title.</summary>
public sealed record PageHeader(string Title, string? Subtitle = null, string? ParentUrl = null, string? Parent = null);

/// <summary>A line that tells of what was just done, with an optional undo (an address that takes a POST).</summary>
public static class Notices
{
    private const string Key = "notice";

    /// <summary>Shows the text on the next page.</summary>
    public static void Notice(this ITempDataDictionary data, string text, string? undoUrl = null)
    {
        data[Key] = text;
        if (undoUrl is not null) data[Key + "-undo"] = undoUrl;
    }

    /// <summary>Shows on the next page why something was refused.</summary>
    public static void Problem(this ITempDataDictionary data, string text)
    {
        data[Key] = text;
        data[Key + "-problem"] = true;
    }

    /// <summary>Shows what was done, or why it was refused.</summary>
    public static void Report<T>(this ITempDataDictionary data, Outcome<T> outcome, string done, IStringLocalizer texts)
    {
        if (outcome.Ok) data.Notice(done);
        else data.Problem(texts.Say(outcome.Faults[0]));
    }

    /// <summary>Takes the waiting notice, if any.</summary>
    public static (string Text, string? UndoUrl, bool Problem)? TakeNotice(this ITempDataDictionary data) =>
        data[Key] is string text ? (text, data[Key + "-undo"] as string, data[Key + "-problem"] is true) : null;
}

/// <summary>Brings the engine's faults to the fields of a form.</summary>
public static class FormFaults
{
    /// <summary>Adds every fault, translated, to its field; the field "" is the form as a whole.</summary>
    public static void AddFaults(this ModelStateDictionary state, IEnumerable<Fault> faults, IStringLocalizer texts)
    {
        foreach (var fault in faults) state.AddModelError(fault.Field, texts.Say(fault));
    }

    /// <summary>The sentence of a fault in the language of the screen.</summary>
    public static string Say(this IStringLocalizer texts, Fault fault) => fault.Args.Length == 0 ? texts[fault.Text] : texts[fault.Text, fault.Args];
}
