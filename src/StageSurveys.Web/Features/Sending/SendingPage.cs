using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using StageSurveys.Engine.Invitations.Sending;

namespace StageSurveys.Web.Features.Sending;

/// <summary>How fast to send, as a form.</summary>
public sealed class LimitsForm
{
    public int? PerMinute { get; set; }
    public int? AtOnce { get; set; }
    public DateOnly? WarmUpFrom { get; set; }

    /// <summary>Numbers with anything between them that is none.</summary>
    public string? WarmUpPlan { get; set; }

    public static LimitsForm Of(SendingLimits limits) => new()
    {
        PerMinute = limits.PerMinute == 0 ? null : limits.PerMinute,
        AtOnce = limits.AtOnce == 0 ? null : limits.AtOnce,
        WarmUpFrom = limits.WarmUpFrom,
        WarmUpPlan = string.Join(' ', limits.WarmUpPlan),
    };

    /// <summary>What the engine is asked for; a plan that cannot be read becomes one that it refuses.</summary>
    public SendingLimits ToLimits() => new(PerMinute ?? 0, AtOnce ?? 0, WarmUpFrom,
        [.. (WarmUpPlan ?? "").Split([' ', ',', ';', '\r', '\n', '\t', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Select(x => int.TryParse(x, NumberStyles.None, CultureInfo.InvariantCulture, out var mails) ? mails : -1)]);
}

/// <summary>One domain's own limits, as a form; empty fields take the workspace's.</summary>
public sealed class DomainForm
{
    public string? Domain { get; set; }
    public int? PerMinute { get; set; }
    public int? AtOnce { get; set; }

    [BindNever] public bool IsRefused { get; set; }
}

/// <summary>The screen « Envoi ».</summary>
public sealed record SendingPage(SendingView View, LimitsForm Limits, DomainForm Domain, TimeZoneInfo Zone, bool Smtp)
{
    /// <summary>The most mails of one of the shown days, for the length of the bars; at least 1.</summary>
    public int MostOfADay => Math.Max(1, View.Days.Select(x => x.Mails).DefaultIfEmpty(0).Max());
}
