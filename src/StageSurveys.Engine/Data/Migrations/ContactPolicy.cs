using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Keeps the contact rules, the suppression list and who wants no more of one survey.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122130000_ContactPolicy")]
public sealed class ContactPolicy : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122130000_ContactPolicy"));
}
