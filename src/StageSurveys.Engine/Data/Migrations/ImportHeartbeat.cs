using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Lets a dead import be told from a slow one, and counts the rows that a mapping's conditions leave out.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261121230500_ImportHeartbeat")]
public sealed class ImportHeartbeat : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261121230500_ImportHeartbeat"));
}
