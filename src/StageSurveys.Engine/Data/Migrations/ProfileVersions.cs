using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Drafts and published versions of the scoring profile, and what was scored names its own.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122090000_ProfileVersions")]
public sealed class ProfileVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122090000_ProfileVersions"));
}
