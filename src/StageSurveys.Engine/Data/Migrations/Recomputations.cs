using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Lets everything stored be scored again under another profile, beside what screens read.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122101500_Recomputations")]
public sealed class Recomputations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122101500_Recomputations"));
}
