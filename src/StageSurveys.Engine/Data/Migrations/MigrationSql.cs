namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Reads the SQL that stands beside a migration. Migrations go forward only; a change of an entity brings a new dated pair of files.</summary>
internal static class MigrationSql
{
    public static string Read(string name)
    {
        var assembly = typeof(MigrationSql).Assembly;
        using var stream = assembly.GetManifestResourceStream($"StageSurveys.Engine.Data.Migrations.{name}.sql")
            ?? throw new InvalidOperationException($"The SQL of migration {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
