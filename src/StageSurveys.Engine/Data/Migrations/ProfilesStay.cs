using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Published scoring profiles cannot be removed by emptying the table either.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122150000_ProfilesStay")]
public sealed class ProfilesStay : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122150000_ProfilesStay"));
}
