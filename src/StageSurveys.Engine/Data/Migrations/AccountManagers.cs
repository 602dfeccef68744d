using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Account managers as the engine knows them.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122170500_AccountManagers")]
public sealed class AccountManagers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122170500_AccountManagers"));
}
