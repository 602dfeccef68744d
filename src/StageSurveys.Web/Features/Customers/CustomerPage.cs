using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Customers;

/// <summary>One known value, ready to be read.</summary>
public sealed record AttributeLine(string Name, string Value);

/// <summary>The values of one group; groups without any are shown as empty.</summary>
public sealed record AttributeLines(AttributeGroup Group, IReadOnlyList<AttributeLine> Lines);

/// <summary>Something that happened: "event", "invitation" or "response" at a touchpoint.</summary>
public sealed record TimelineLine(string Kind, DateTimeOffset At, LocalText Touchpoint, Disposition? Disposition);

/// <summary>Everything about one customer.</summary>
public sealed record CustomerPage(
    Guid Id, string ExternalId, string Name, string Email, string Locale, string TimeZone, string? Account, string? Role, PersonaChoice Persona, bool Locked,
    DateTimeOffset? OptedOutAt, DateTimeOffset CreatedAt, IReadOnlyList<AttributeLines> Groups, IReadOnlyList<PersonaChoice> Personas,
    IReadOnlyList<TimelineLine> Timeline, Pager Pager, TimeZoneInfo Zone)
{
    private const int TimelineSize = 20;

    private const string Happened = """
        (SELECT 'event' AS kind, occurred_at AS at, touchpoint_id, NULL AS disposition, id FROM touchpoint_events WHERE customer_id = $1
         UNION ALL SELECT 'invitation', disposition_at, touchpoint_id, disposition, id FROM invitations WHERE customer_id = $1
         UNION ALL SELECT 'response', answered_at, touchpoint_id, NULL, id FROM responses WHERE customer_id = $1) l
        JOIN touchpoints t ON t.id = l.touchpoint_id
        """;

    /// <summary>What to call the person.</summary>
    public string Title => Name.Length > 0 ? Name : Email.Length > 0 ? Email : ExternalId;

    /// <summary>Null when there is no such customer.</summary>
    public static async Task<CustomerPage?> ReadAsync(StageSurveysDb db, NpgsqlDataSource source, Guid id, int page, CancellationToken cancel)
    {
        var found = await db.Customers.AsNoTracking().Where(x => x.Id == id).Select(x => new
        {
            x.ExternalId,
            x.Name,
            x.Email,
            x.Locale,
            x.TimeZone,
            x.AccountRef,
            x.Role,
            x.PersonaId,
            x.PersonaLocked,
            x.OptedOutAt,
            x.CreatedAt,
            x.Attributes,
        }).SingleOrDefaultAsync(cancel);
        if (found is null) return null;
        var personas = await PersonaChoice.ReadAsync(db, cancel);
        var own = personas.FirstOrDefault(x => x.Id == found.PersonaId) ?? personas[^1];
        var definitions = await AttributeField.DefinitionsAsync(db, cancel);
        var pager = Pager.Of(page, await CountAsync(source, id, cancel), TimelineSize, to => $"/customers/{id}?page={to}#timeline");
        var timeline = await TimelineAsync(source, id, pager.Page, cancel);
        return new CustomerPage(id, found.ExternalId, found.Name, found.Email, found.Locale, found.TimeZone, found.AccountRef, found.Role, own,
            found.PersonaLocked, found.OptedOutAt, found.CreatedAt, Lines(found.Attributes, definitions), personas,
            timeline, pager, await db.ZoneAsync(cancel));
    }

    private static List<AttributeLines> Lines(string attributes, IReadOnlyDictionary<string, AttributeDefinition> definitions)
    {
        var known = JsonNode.Parse(attributes)!.AsObject();
        return [.. Enum.GetValues<AttributeGroup>().Select(group =>
        {
            var name = AttributeInput.NameOf(group);
            var values = known[name] as JsonObject ?? [];
            return new AttributeLines(group, [.. values.Select(x => new AttributeLine(
                definitions.TryGetValue($"{name}.{x.Key}", out var definition) ? definition.Name.Here() : AttributeInput.Humanise(x.Key), Show(x.Value)))
                .OrderBy(x => x.Name, StringComparer.CurrentCulture)]);
        })];
    }

    private static string Show(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("#,0.####", CultureInfo.CurrentCulture),
        JsonValueKind.True => Languages.Current == "fr" ? "oui" : "yes",
        JsonValueKind.False => Languages.Current == "fr" ? "non" : "no",
        JsonValueKind.String => DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd", out var day)
            ? Moments.Day(day) : value.GetValue<string>(),
        _ => "",
    };

    private static async Task<long> CountAsync(NpgsqlDataSource source, Guid id, CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"SELECT count(*) FROM {Happened}");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<List<TimelineLine>> TimelineAsync(NpgsqlDataSource source, Guid id, int page, CancellationToken cancel)
    {
        await using var command = source.CreateCommand($"SELECT l.kind, l.at, t.name_fr, t.name_en, l.disposition FROM {Happened} ORDER BY l.at DESC, l.id LIMIT $2 OFFSET $3");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = TimelineSize });
        command.Parameters.Add(new NpgsqlParameter { Value = (page - 1) * TimelineSize });
        List<TimelineLine> lines = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            lines.Add(new TimelineLine(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1),
                new LocalText(reader.GetString(2), reader.GetString(3)), reader.IsDBNull(4) ? null : Enum.Parse<Disposition>(reader.GetString(4))));
        }

        return lines;
    }
}
