using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Indexes for what the ledger and the first screen ask: events and answers of a period, whatever the touchpoint.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261121235500_TimeIndexes")]
public sealed class TimeIndexes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261121235500_TimeIndexes"));
}
