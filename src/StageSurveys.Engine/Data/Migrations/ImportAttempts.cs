using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Numbers the starts of an import, so that who works on an earlier one notices.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122080000_ImportAttempts")]
public sealed class ImportAttempts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122080000_ImportAttempts"));
}
