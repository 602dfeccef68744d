using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Keeps dry runs of the contact rules.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122152000_DryRuns")]
public sealed class DryRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122152000_DryRuns"));
}
