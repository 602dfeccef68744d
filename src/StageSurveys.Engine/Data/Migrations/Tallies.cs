using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Counts of invitations and of visitors, filled by tallies.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122151500_Tallies")]
public sealed class Tallies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122151500_Tallies"));
}
