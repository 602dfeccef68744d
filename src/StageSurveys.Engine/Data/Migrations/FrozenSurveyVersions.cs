using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>The database itself refuses to change a published survey version: answers are read by it for good.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261121224700_FrozenSurveyVersions")]
public sealed class FrozenSurveyVersions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261121224700_FrozenSurveyVersions"));
}
