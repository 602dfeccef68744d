using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Adds the list of responses that were erased.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122190000_ErasedResponses")]
public sealed class ErasedResponses : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122190000_ErasedResponses"));
}
