using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>The switch of sending, limits of domains, the plan for a new sending domain, what came back by mail, and reminders.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122153500_SendingControls")]
public sealed class SendingControls : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122153500_SendingControls"));
}
