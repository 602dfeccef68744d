namespace StageSurveys.Engine.Imports.Mapping;

/// <summary>Reads what a mapping says of accounts and their contacts.</summary>
internal static class AccountReader
{
    public static AccountFields? Account(MappingNode? node)
    {
        if (node is null) return null;
        var fields = new AccountFields
        {
            Key = MappingReader.Value(node, "key", required: true) ?? MappingValue.Template(""),
            Name = MappingReader.Value(node, "name"),
            Segment = MappingReader.Value(node, "segment"),
            Value = MappingReader.Value(node, "value"),
            Manager = MappingReader.Value(node, "manager"),
            Parent = MappingReader.Value(node, "parent"),
            RenewsOn = MappingReader.Value(node, "renewsOn"),
            Attributes = MappingReader.Values(node.Object("attributes")),
        };
        node.NothingElse();
        return fields;
    }

    public static ContactFields? Contact(MappingNode? node)
    {
        if (node is null) return null;
        var fields = new ContactFields
        {
            Account = MappingReader.Value(node, "account", required: true) ?? MappingValue.Template(""),
            Role = MappingReader.Value(node, "role"),
            Influence = MappingReader.Value(node, "influence"),
            LeftAt = MappingReader.Value(node, "leftAt"),
        };
        node.NothingElse();
        return fields;
    }
}
