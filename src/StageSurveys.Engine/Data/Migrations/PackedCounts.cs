using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Lays the counts of what was said side by side.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122170000_PackedCounts")]
public sealed class PackedCounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122170000_PackedCounts"));
}
