using System.Text.Json;
using System.Text.Json.Nodes;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Journeys;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>Reads the parts of the workspace that a mapping needs.</summary>
internal static class EnsureReader
{
    public static EnsuredParts Read(MappingNode? node)
    {
        if (node is null) return new EnsuredParts();
        var parts = new EnsuredParts
        {
            Journeys = [.. node.Objects("journeys").Select(Journey)],
            Personas = [.. node.Objects("personas").Select(Persona)],
            Attributes = [.. node.Objects("attributes").Select(Attribute)],
        };
        node.NothingElse();
        return parts;
    }

    private static EnsuredJourney Journey(MappingNode node)
    {
        var journey = new EnsuredJourney(node.Key("key"), Name(node), [.. node.Objects("stages").Select(Stage)]);
        node.NothingElse();
        return journey;
    }

    private static EnsuredStage Stage(MappingNode node)
    {
        var stage = new EnsuredStage(node.Key("key"), Name(node), node.Choice("phase", StagePhase.After), [.. node.Objects("touchpoints").Select(Touchpoint)]);
        node.NothingElse();
        return stage;
    }

    private static EnsuredTouchpoint Touchpoint(MappingNode node)
    {
        var touchpoint = new EnsuredTouchpoint(
            node.Key("key"), Name(node), node.Choice("channel", Channel.Web), node.Flag("mandatory", true), node.Flag("keyMoment", false), node.Words("goal"));
        node.NothingElse();
        return touchpoint;
    }

    private static EnsuredPersona Persona(MappingNode node)
    {
        var key = node.Key("key");
        var when = node.Get("when");
        if (when is { } condition)
        {
            var rules = new JsonArray(new JsonObject { ["persona"] = key.Length == 0 ? "x" : key, ["when"] = JsonNode.Parse(condition.GetRawText()) });
            foreach (var fault in PersonaRulesJson.Read(rules.ToJsonString()).Faults)
                node.Refuse(fault.Field.StartsWith("rules[0].", StringComparison.Ordinal) ? fault.Field["rules[0].".Length..] : "when", fault.Text, fault.Args);
        }

        var colour = node.Text("colour") ?? "#4a3aa7";
        if (colour.Length != 7 || colour[0] != '#' || !colour.AsSpan(1).ContainsOnlyHex()) node.Refuse("colour", "The colour must look like #4a3aa7.");
        var persona = new EnsuredPersona(key, Name(node), node.Words("description"), node.Words("quote"), colour, when?.Clone());
        node.NothingElse();
        return persona;
    }

    private static EnsuredAttribute Attribute(MappingNode node)
    {
        var key = node.Text("key", required: true) ?? "";
        var dot = key.IndexOf('.');
        if (dot < 1 || AttributeInput.GroupOf(key[..dot]) is null)
            node.Refuse("key", "An attribute is called group.name; the groups are sales, social, navigation, surveys, loyalty.");
        var attribute = new EnsuredAttribute(key, node.Choice("kind", AttributeKind.Text), Name(node));
        node.NothingElse();
        return attribute;
    }

    private static LocalText Name(MappingNode node)
    {
        var name = node.Words("name");
        if (name.IsEmpty) node.Refuse("name", "This is missing.");
        return name;
    }

    private static bool ContainsOnlyHex(this ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiHexDigit(c)) return false;
        return true;
    }
}
