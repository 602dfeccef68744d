using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Daily sums become exact decimals; the ones there are counted again.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122013000_ExactCellSums")]
public sealed class ExactCellSums : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122013000_ExactCellSums"));
}
