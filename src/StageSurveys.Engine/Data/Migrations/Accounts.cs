using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Client companies and their contacts; customers that name a company become its contacts.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122170000_Accounts")]
public sealed class Accounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122170000_Accounts"));
}
