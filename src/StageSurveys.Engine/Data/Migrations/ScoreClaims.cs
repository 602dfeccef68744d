using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Lets processes share the responses that wait to be scored.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122083000_ScoreClaims")]
public sealed class ScoreClaims : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122083000_ScoreClaims"));
}
