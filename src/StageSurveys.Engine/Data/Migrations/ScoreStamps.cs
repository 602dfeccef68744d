using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>A counter a touchpoint that tells open boards and maps when to read again.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261121224100_ScoreStamps")]
public sealed class ScoreStamps : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261121224100_ScoreStamps"));
}
