using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Programmes, waves and their contacts; what an event and an invitation know of their wave.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122180000_Programmes")]
public sealed class Programmes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122180000_Programmes"));
}
