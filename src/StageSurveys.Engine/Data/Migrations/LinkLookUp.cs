using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Looks a link up inside the query that asks for it.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122155000_LinkLookUp")]
public sealed class LinkLookUp : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122155000_LinkLookUp"));
}
