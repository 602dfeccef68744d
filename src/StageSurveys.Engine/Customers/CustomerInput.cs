using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StageSurveys.Contracts;

namespace StageSurveys.Engine.Customers;

/// <summary>A checked and normalised <see cref="CustomerMessage"/>. Null means "not told": what is known stays.</summary>
public sealed partial record CustomerInput
{
    public required string ExternalId { get; init; }

    /// <summary>Lower-case, with an ASCII domain.</summary>
    public string? Email { get; init; }
    public string? Name { get; init; }
    public string? Locale { get; init; }
    public string? TimeZone { get; init; }
    public required JsonObject Attributes { get; init; }
    public string? Account { get; init; }
    public string? Role { get; init; }

    /// <summary>Checks a message. The faults name the fields as the message does.</summary>
    public static Outcome<CustomerInput> Read(CustomerMessage? message)
    {
        if (message is null) return new Fault("customer", "The customer is missing.");
        List<Fault> faults = [];
        var id = Text(message.Id, "id", 200, faults);
        if (id is null && faults.Count == 0) faults.Add(new Fault("id", "The id of the customer is missing."));
        var written = Text(message.Email, "email", 254, faults);
        var email = written is null ? null : NormaliseEmail(written);
        if (written is not null && email is null) faults.Add(new Fault("email", "This is not an e-mail address."));
        var locale = Text(message.Locale, "locale", 35, faults)?.Replace('_', '-');
        if (locale is not null && !LanguageTag().IsMatch(locale)) faults.Add(new Fault("locale", "The locale must be a language tag such as fr or en-GB."));
        var zone = Text(message.TimeZone, "timeZone", 60, faults);
        if (zone is not null && !IsZone(zone)) faults.Add(new Fault("timeZone", "The time zone must be an IANA name such as Europe/Paris."));
        var name = Text(message.Name, "name", 200, faults);
        var account = Text(message.Account, "account", 200, faults);
        var role = Text(message.Role, "role", 200, faults);
        var attributes = AttributeInput.Read(message.Attributes);
        faults.AddRange(attributes.Faults);
        if (faults.Count > 0) return faults;
        return new CustomerInput
        {
            ExternalId = id!,
            Email = email,
            Name = name,
            Locale = locale,
            TimeZone = zone,
            Attributes = attributes.Value!,
            Account = account,
            Role = role,
        };
    }

    /// <summary>This customer told again: what the later message says wins, the rest stays.</summary>
    public CustomerInput With(CustomerInput later)
    {
        var attributes = (JsonObject)Attributes.DeepClone();
        AttributeInput.Merge(attributes, later.Attributes);
        return this with
        {
            Email = later.Email ?? Email,
            Name = later.Name ?? Name,
            Locale = later.Locale ?? Locale,
            TimeZone = later.TimeZone ?? TimeZone,
            Account = later.Account ?? Account,
            Role = later.Role ?? Role,
            Attributes = attributes,
        };
    }

    /// <summary>Whether the other says the same.</summary>
    public bool Says(CustomerInput other) => JsonNode.DeepEquals(Attributes, other.Attributes) && this with { Attributes = other.Attributes } == other;

    /// <summary>The address as it is stored and compared, or null when it is none that a mail can be sent to.</summary>
    public static string? NormaliseEmail(string email)
    {
        var at = email.LastIndexOf('@');
        if (at is < 1 or > 64 || !Local().IsMatch(email[..at])) return null;
        try
        {
            var domain = new IdnMapping().GetAscii(email[(at + 1)..]).ToLowerInvariant();
            return Domain().IsMatch(domain) && at + 1 + domain.Length <= 254 ? $"{email[..at].ToLowerInvariant()}@{domain}" : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Reads a JSON string; false when it holds what PostgreSQL cannot store (a zero character, half a surrogate pair).</summary>
    internal static bool TryText(JsonElement element, out string text)
    {
        try
        {
            text = element.GetString()!;
            return StorableText.Holds(text);
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    private static string? Text(string? value, string field, int longest, List<Fault> faults)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text)) return null;
        if (!StorableText.Holds(text) || text.Any(char.IsControl)) faults.Add(new Fault(field, "The text holds characters that cannot be stored."));
        else if (text.Length > longest) faults.Add(new Fault(field, "The text is longer than {0} characters.", longest));
        else return text;
        return null;
    }

    private static bool IsZone(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId;

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    // Unquoted local parts only: quoted ones are legal and, in practice, typing errors.
    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Local();

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Domain();
}
