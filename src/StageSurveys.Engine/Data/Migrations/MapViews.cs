using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Keeps who opened which map, so that a hypothesis can say whether it was drawn before.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261123010000_MapViews")]
public sealed class MapViews : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261123010000_MapViews"));
}
