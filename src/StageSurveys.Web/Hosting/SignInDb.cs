using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using StageSurveys.Engine.Data;

namespace StageSurveys.Web.Hosting;

/// <summary>Somebody who signs in to the back office.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>How the person is shown to others.</summary>
    public string DisplayName { get; set; } = "";
}

/// <summary>A key for the API; only its SHA-256 is kept.</summary>
public sealed class ApiKey
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public required byte[] Hash { get; set; }

    /// <summary>The first characters, so that a person can tell keys apart.</summary>
    public required string Prefix { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>Users, roles and API keys, in the schema "identity" of the product's database.</summary>
public sealed class SignInDb(DbContextOptions<SignInDb> options) : IdentityDbContext<User, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("identity");
        builder.Entity<User>().ToTable("users");
        builder.Entity<IdentityRole<Guid>>().ToTable("roles");
        builder.Entity<IdentityUserRole<Guid>>().ToTable("user_roles");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("role_claims");
        builder.Entity<ApiKey>().ToTable("api_keys").HasIndex(key => key.Hash).IsUnique();
        SnakeCase.Apply(builder);
    }
}

/// <summary>The first schema of users and API keys.</summary>
[DbContext(typeof(SignInDb))]
[Migration("20261121220500_SignIn")]
public sealed class SignInMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        using var stream = typeof(SignInMigration).Assembly.GetManifestResourceStream("StageSurveys.Web.Hosting.SignIn.sql")!;
        using var reader = new StreamReader(stream);
        migrationBuilder.Sql(reader.ReadToEnd());
    }
}
