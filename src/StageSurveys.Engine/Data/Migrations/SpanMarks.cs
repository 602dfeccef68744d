using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Adds the marks under which weeks that are over are shared.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122171000_SpanMarks")]
public sealed class SpanMarks : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122171000_SpanMarks"));
}
