using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Drops indexes, a key and counts that nothing reads and every answer paid for.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122155500_LeanerTables")]
public sealed class LeanerTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122155500_LeanerTables"));
}
