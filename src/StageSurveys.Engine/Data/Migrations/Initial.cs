using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>The first schema: journeys, customers, personas, surveys, events, invitations, responses, scores, imports, mailbox and outbox.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261121220000_Initial")]
public sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261121220000_Initial"));
}
