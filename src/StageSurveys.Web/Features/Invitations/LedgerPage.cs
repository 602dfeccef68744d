using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Invitations.Sending;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>The filters of the ledger screen, as they stand in its address. Days are the workspace's.</summary>
public sealed class LedgerQuery
{
    /// <summary>Days before 1970 and after 9000 are none: they have no moment in every zone.</summary>
    public DateOnly? From { get; set => field = Real(value); }
    public DateOnly? To { get; set => field = Real(value); }
    public string? Touchpoint { get; set; }
    public Disposition? Disposition { get; set; }
    public string? Reason { get; set; }
    public string? EventId { get; set; }

    /// <summary>Only the lines of one trigger.</summary>
    public Guid? Trigger { get; set; }

    /// <summary>Only the lines of one wave.</summary>
    public Guid? Wave { get; set; }
    public int Page { get; set; } = 1;

    /// <summary>The period ends before it begins, so nothing can lie in it.</summary>
    public bool Backwards => From > To;

    private static DateOnly? Real(DateOnly? day) => day is { Year: >= 1970 and <= 9000 } ? day : null;

    /// <summary>The same page with another disposition, reason or page.</summary>
    public string Url(Disposition? disposition, string? reason, int page = 1)
    {
        List<string> parts = [];
        if (From is { } from) parts.Add($"from={from:yyyy-MM-dd}");
        if (To is { } to) parts.Add($"to={to:yyyy-MM-dd}");
        if (!string.IsNullOrEmpty(Touchpoint)) parts.Add("touchpoint=" + Uri.EscapeDataString(Touchpoint));
        if (!string.IsNullOrEmpty(EventId)) parts.Add("eventId=" + Uri.EscapeDataString(EventId));
        if (Trigger is { } trigger) parts.Add($"trigger={trigger}");
        if (Wave is { } wave) parts.Add($"wave={wave}");
        if (disposition is { } wanted) parts.Add($"disposition={wanted}");
        if (reason is not null) parts.Add("reason=" + Uri.EscapeDataString(reason));
        if (page > 1) parts.Add($"page={page}");
        return "/invitations" + (parts.Count == 0 ? "" : "?" + string.Join('&', parts)) + (disposition is null && page == 1 ? "" : "#list");
    }
}

/// <summary>One touchpoint to choose in the filter.</summary>
public sealed record TouchpointChoice(string Key, string Name);

/// <summary>What the ledger screen shows.</summary>
/// <param name="Unconfirmed">Invitations whose score was clicked in the mail and of which nothing came.</param>
public sealed record LedgerPage(LedgerQuery Query, LedgerSheet Sheet, long Unconfirmed, InvitationPage List, IReadOnlyList<TouchpointChoice> Touchpoints, RuleReasons Rules, TimeZoneInfo Zone)
{
    /// <summary>Share of the audience in percent, for the bar and its words.</summary>
    public double Share(long count) => Sheet.Audience == 0 ? 0 : 100.0 * count / Sheet.Audience;
}

/// <summary>What the page of one invitation shows.</summary>
public sealed record InvitationDetailPage(InvitationDetail Invitation, TimeZoneInfo Zone, IReadOnlyList<TimelineStep> Steps, Guid? MailId, RuleReasons Rules, IReadOnlyList<InvitationChange> Changes);

/// <summary>One moment in the life of an invitation; <paramref name="Ahead"/> is still to come.</summary>
public sealed record TimelineStep(DateTimeOffset At, string Text, bool Ahead = false);

/// <summary>Days in a zone.</summary>
public static class ZoneDays
{
    /// <summary>The first moment of a day in a zone.</summary>
    public static DateTimeOffset StartOf(this DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where the clocks jump over midnight the day begins an hour later.
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}
