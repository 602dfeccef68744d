using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Roll-ups know the survey version, and are kept over days, weeks and four weeks; counts of answers beside the sums.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122151000_RollUps")]
public sealed class RollUps : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122151000_RollUps"));
}
