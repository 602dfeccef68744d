using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Keeps published maps, frozen.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122110000_MapVersions")]
public sealed class MapVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122110000_MapVersions"));
}
