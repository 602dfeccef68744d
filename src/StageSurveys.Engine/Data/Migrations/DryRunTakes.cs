using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Counts how often a dry run was taken up, so that only the last process writes.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261123000000_DryRunTakes")]
public sealed class DryRunTakes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261123000000_DryRunTakes"));
}
