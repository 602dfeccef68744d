using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Engine;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Maps;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Maps;

/// <summary>The filters of boards and maps as they stand in the address. What cannot be read is named in <see cref="Faults"/> and left open.</summary>
public sealed class MapQuery
{
    /// <summary>The periods offered, in days.</summary>
    public static readonly IReadOnlyList<int> Periods = [30, 90, 365];

    [FromQuery(Name = "channel")] public string? ChannelText { get; set; }
    [FromQuery(Name = "survey")] public string? SurveyText { get; set; }
    [FromQuery(Name = "account")] public string? AccountText { get; set; }
    [FromQuery(Name = "segment")] public string? SegmentText { get; set; }
    [FromQuery(Name = "period")] public string? Period { get; set; }
    [FromQuery(Name = "from")] public string? From { get; set; }
    [FromQuery(Name = "to")] public string? To { get; set; }
    [FromQuery(Name = "weighting")] public string? WeightingText { get; set; }
    [FromQuery(Name = "rule")] public string? RuleText { get; set; }

    public Channel? Channel => ChannelOf(ChannelText);

    /// <summary>Key of the survey whose answers count; the engine knows whether there is one.</summary>
    public string? Survey => Filled(SurveyText);

    /// <summary>Key or name of the company whose answers count; the engine knows whether there is one.</summary>
    public string? Account => Filled(AccountText)?.Trim();

    /// <summary>Segment of the companies whose answers count.</summary>
    public string? Segment => Filled(SegmentText);

    public Weighting Weighting => WeightingText == "plain" ? Weighting.Plain : Weighting.Recent;

    public AnswerRule Rule => RuleText == "every" ? AnswerRule.Every : AnswerRule.Latest;

    /// <summary>"30", "90", "365", "custom" or "all".</summary>
    public string ShownPeriod => Period is "custom" || (string.IsNullOrEmpty(Period) && (Day(From) ?? Day(To)) is not null)
        ? "custom"
        : int.TryParse(Period, CultureInfo.InvariantCulture, out var days) && Periods.Contains(days) ? Period! : "all";

    /// <summary>What the engine is asked for.</summary>
    public MapScope Scope(DateOnly today)
    {
        var (from, to) = ShownPeriod switch
        {
            "custom" => (Day(From), Day(To)),
            "all" => (null, null),
            var days => ((DateOnly?)today.AddDays(1 - int.Parse(days, CultureInfo.InvariantCulture)), (DateOnly?)today),
        };
        return new MapScope(Channel, from, to, Rule, Weighting, Survey, Account, Segment);
    }

    /// <summary>What was asked for and means nothing, field by field.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (!string.IsNullOrEmpty(ChannelText) && Channel is null)
            yield return new Fault("channel", "“{0}” is no channel; there are {1}.", ChannelText, string.Join(", ", Enum.GetNames<Channel>().Select(x => x.ToLowerInvariant())));
        if (!string.IsNullOrEmpty(Period) && Period is not ("all" or "custom") && !Periods.Any(days => Period == days.ToString(CultureInfo.InvariantCulture)))
            yield return new Fault("period", "“{0}” is no period; there are {1}, all and custom.", Period, string.Join(", ", Periods));
        if (!string.IsNullOrEmpty(From) && Day(From) is null) yield return new Fault("from", "“{0}” is no day; write it as 2026-11-03.", From);
        if (!string.IsNullOrEmpty(To) && Day(To) is null) yield return new Fault("to", "“{0}” is no day; write it as 2026-11-03.", To);
        if (Day(From) is { } from && Day(To) is { } to && from > to) yield return new Fault("to", "The period ends before it begins.");
        if (!string.IsNullOrEmpty(RuleText) && RuleText is not ("latest" or "every")) yield return new Fault("rule", "“{0}” is no rule; there are latest and every.", RuleText);
        if (!string.IsNullOrEmpty(WeightingText) && WeightingText is not ("recent" or "plain"))
            yield return new Fault("weighting", "“{0}” is no weighting; there are recent and plain.", WeightingText);
    }

    /// <summary>
    /// Reads what the filters ask for, and what is to be said of them. A survey, account or segment that the engine does not know is named like any other filter that
    /// means nothing, and left open.
    /// </summary>
    internal async Task<(Outcome<T> Read, List<Fault> Faults)> ReadAsync<T>(TimeProvider time, Func<MapScope, Task<Outcome<T>>> read)
    {
        List<Fault> faults = [.. Faults()];
        while (true)
        {
            var found = await read(Scope(time.Today()));
            if (found.Faults is not [{ Field: "survey" or "account" or "segment" } unknown]) return (found, faults);
            if (unknown.Field == "survey") SurveyText = null;
            else if (unknown.Field == "account") AccountText = null;
            else SegmentText = null;
            faults.AddRange([unknown, new Fault(unknown.Field, "Figures are shown without this filter.")]);
        }
    }

    /// <summary>The filters as an address part beginning with "?" or empty, with more pairs in front; pairs without a value are left out.</summary>
    public string Address(params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] own =
        [
            ("channel", Channel?.ToString().ToLowerInvariant()), ("survey", Survey), ("account", Account), ("segment", Segment), ("period", ShownPeriod == "all" ? null : ShownPeriod),
            ("from", ShownPeriod == "custom" ? From : null), ("to", ShownPeriod == "custom" ? To : null),
            ("weighting", Weighting == Weighting.Plain ? "plain" : null), ("rule", Rule == AnswerRule.Every ? "every" : null),
        ];
        var pairs = more.Concat(own).Where(x => !string.IsNullOrEmpty(x.Value)).Select(x => $"{x.Name}={Uri.EscapeDataString(x.Value!)}").ToArray();
        return pairs.Length == 0 ? "" : "?" + string.Join("&", pairs);
    }

    /// <summary>The channel of a name, whatever its case; null for any other text.</summary>
    internal static Channel? ChannelOf(string? text) => EnumNames.Read<Channel>(text);

    /// <summary>A text without letters is none.</summary>
    internal static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>The day of "2026-11-03"; null for any other text, and for days that PostgreSQL and DateOnly do not agree on.</summary>
    internal static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and <= 9000 ? day : null;
}
