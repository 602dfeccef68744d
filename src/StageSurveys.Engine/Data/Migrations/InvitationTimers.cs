using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Indexes for the timers of invitations, which look every few seconds and must not read what is over.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261121221500_InvitationTimers")]
public sealed class InvitationTimers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261121221500_InvitationTimers"));
}
