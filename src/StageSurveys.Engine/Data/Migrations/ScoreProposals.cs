using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Keeps what was clicked in a mail.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122160000_ScoreProposals")]
public sealed class ScoreProposals : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122160000_ScoreProposals"));
}
