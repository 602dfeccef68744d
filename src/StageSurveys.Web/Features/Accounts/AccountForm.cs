using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using StageSurveys.Engine;
using StageSurveys.Engine.Accounts;

namespace StageSurveys.Web.Features.Accounts;

/// <summary>The form of an account.</summary>
public sealed class AccountForm
{
    public Guid? AccountId { get; set; }
    public string? Key { get; set; }
    public string? Name { get; set; }
    public string? Segment { get; set; }

    /// <summary>As typed: "84 800", "84,800.50", "84800,5".</summary>
    public string? Value { get; set; }

    /// <summary>The manager's address; empty for nobody.</summary>
    public string? Manager { get; set; }

    /// <summary>Key of the parent account.</summary>
    public string? Parent { get; set; }

    /// <summary>yyyy-MM-dd, as a date field sends it.</summary>
    public string? RenewsOn { get; set; }

    /// <summary>One a line: name = value.</summary>
    public string? Attributes { get; set; }

    /// <summary>Not read back: what may be chosen.</summary>
    [BindNever]
    public IReadOnlyList<AccountManager> Managers { get; set; } = [];

    [BindNever]
    public IReadOnlyList<string> Segments { get; set; } = [];

    /// <summary>The form of a stored account.</summary>
    public static AccountForm Of(AccountDetails account, IReadOnlyList<AccountManager> managers) => new()
    {
        AccountId = account.Id,
        Key = account.Key,
        Name = account.Name,
        Segment = account.Segment,
        Value = account.ValuePerYear?.ToString("0.##", CultureInfo.CurrentCulture),
        Manager = managers.FirstOrDefault(x => x.Id == account.ManagerId)?.Email,
        Parent = account.Parent?.Key,
        RenewsOn = account.RenewsOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Attributes = string.Join('\n', Lines(account.Attributes).Select(x => $"{x.Name} = {x.Value}")),
    };

    /// <summary>Name and value of every attribute, for a form or a page.</summary>
    public static IReadOnlyList<(string Name, string Value)> Lines(string attributes) =>
        [.. (JsonNode.Parse(attributes) as JsonObject ?? []).Select(x => (x.Key, x.Value?.ToString() ?? "")).OrderBy(x => x.Key, StringComparer.CurrentCulture)];

    /// <summary>What was typed, and what of it nobody can read. Attributes of <paramref name="stored"/> that are gone from the form are forgotten.</summary>
    public (AccountInput Input, IReadOnlyList<Fault> Faults) Read(AccountDetails? stored)
    {
        List<Fault> faults = [];
        var attributes = stored is null ? [] : Lines(stored.Attributes).ToDictionary(x => x.Name, _ => "");
        foreach (var line in (Attributes ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) faults.Add(new Fault("attributes", "Write “name = value”: “{0}”.", line.Length > 60 ? line[..60] + "…" : line));
            else attributes[line[..at].Trim()] = line[(at + 1)..].Trim();
        }

        return (new AccountInput
        {
            Key = Key,
            Name = Name,
            Segment = Segment,
            ValuePerYear = Amount(faults),
            Manager = Manager,
            Parent = Parent,
            RenewsOn = Day(faults),
            Attributes = attributes,
        }, faults);
    }

    private decimal? Amount(List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(Value)) return null;
        var plain = new string([.. Value.Where(x => !char.IsWhiteSpace(x) && x is not '€')]);
        foreach (var culture in new[] { CultureInfo.CurrentCulture, CultureInfo.InvariantCulture })
            if (decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign, culture, out var amount)) return Math.Round(amount, 2);
        faults.Add(new Fault("value", "“{0}” is no number; write it as 48.5.", Value.Length > 40 ? Value[..40] + "…" : Value));
        return null;
    }

    private DateOnly? Day(List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(RenewsOn)) return null;
        if (DateOnly.TryParseExact(RenewsOn.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1990 and < 2200) return day;
        faults.Add(new Fault("renewsOn", "Give the day as 2026-12-31."));
        return null;
    }
}
