using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>Remembers when a queued invitation was last announced again, apart from when it was queued.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122084500_InvitationAnnouncements")]
public sealed class InvitationAnnouncements : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122084500_InvitationAnnouncements"));
}
