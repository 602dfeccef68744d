using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace StageSurveys.Engine.Data;

/// <summary>Gives tables, columns, keys and indexes the snake_case names that PostgreSQL users expect to type.</summary>
public static class SnakeCase
{
    /// <summary>Renames everything in the model; call it last.</summary>
    public static void Apply(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(Of(entity.GetTableName()!));
            Columns(entity.GetProperties(), "");
            Complex(entity.GetComplexProperties(), "");
            foreach (var key in entity.GetKeys()) key.SetName(Of(key.GetName()!));
            foreach (var foreign in entity.GetForeignKeys()) foreign.SetConstraintName(Of(foreign.GetConstraintName()!));
            foreach (var index in entity.GetIndexes()) index.SetDatabaseName(Of(index.GetDatabaseName()!));
        }
    }

    /// <summary>"CellDay_TouchpointId" → "cell_day_touchpoint_id".</summary>
    public static string Of(string name)
    {
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && !char.IsUpper(name[i - 1])) result.Append('_');
            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }

    private static void Complex(IEnumerable<IMutableComplexProperty> properties, string prefix)
    {
        foreach (var complex in properties)
        {
            var inner = prefix + Of(complex.Name) + "_";
            Columns(complex.ComplexType.GetProperties(), inner);
            Complex(complex.ComplexType.GetComplexProperties(), inner);
        }
    }

    private static void Columns(IEnumerable<IMutableProperty> properties, string prefix)
    {
        foreach (var property in properties) property.SetColumnName(prefix + Of(property.Name));
    }
}
