using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Figures of accounts, kept for the portfolio.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122171000_AccountScores")]
public sealed class AccountScores : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122171000_AccountScores"));
}
