using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Makes room for what teams write on maps, for versioned hypotheses in place of one guess a touchpoint, and for the value of a persona's customer.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122100100_MapNotesAndHypotheses")]
public sealed class MapNotesAndHypotheses : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122100100_MapNotesAndHypotheses"));
}
