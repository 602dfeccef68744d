using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace StageSurveys.Engine.Data.Migrations;

/// <summary>What mail needs besides its text: the key of return addresses, links of earlier mails, and the history of every invitation.</summary>
[DbContext(typeof(StageSurveysDb))]
[Migration("20261122153000_MailIdentity")]
public sealed class MailIdentity : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(MigrationSql.Read("20261122153000_MailIdentity"));
}
