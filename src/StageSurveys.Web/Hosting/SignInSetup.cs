using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Data;

namespace StageSurveys.Web.Hosting;

/// <summary>Section "Bootstrap": the first administrator and API key, made when there is none.</summary>
public sealed class BootstrapOptions
{
    public string AdminEmail { get; set; } = "";
    public string AdminPassword { get; set; } = "";
    public string ApiKey { get; set; } = "";
}

/// <summary>Sign-in with ASP.NET Core Identity, and API keys.</summary>
public static class SignInSetup
{
    /// <summary>The role that may do everything.</summary>
    public const string Administrator = "Administrator";

    /// <summary>Registers Identity on its own context and the API key scheme.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDbContext<SignInDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.MigrationsHistoryTable("migrations", "identity"))
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)));
        services.AddIdentity<User, IdentityRole<Guid>>(options =>
            {
                options.Password.RequiredLength = 10;
                options.Password.RequireNonAlphanumeric = false;
                options.User.RequireUniqueEmail = true;
                options.Lockout.MaxFailedAccessAttempts = 8;
            })
            .AddEntityFrameworkStores<SignInDb>().AddDefaultTokenProviders();
        services.ConfigureApplicationCookie(cookie =>
        {
            cookie.LoginPath = "/sign-in";
            cookie.AccessDeniedPath = "/error/403";
            cookie.Cookie.Name = "stage-surveys";
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.Events.OnRedirectToLogin = AskToSignIn;
        });
        // A sign-in that was closed, or was given another password, ends within a minute wherever it is open.
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromMinutes(1));
        services.AddKeyRing();
        services.AddAuthentication().AddScheme<ApiKeyOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        return services;
    }

    /// <summary>Brings the identity schema up to date and makes the first administrator and API key when there is none.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancel)
    {
        var source = services.GetRequiredService<NpgsqlDataSource>();
        if (await Migrated.HoldsAllAsync<SignInDb>(source, "identity.migrations", cancel) && await IsSetUpAsync(source, cancel)) return;
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SignInDb>();
        await db.Database.MigrateAsync(cancel);
        var bootstrap = scope.ServiceProvider.GetRequiredService<IOptions<BootstrapOptions>>().Value;
        var time = scope.ServiceProvider.GetRequiredService<TimeProvider>();
        if (bootstrap.ApiKey.Length > 0 && !await db.ApiKeys.AnyAsync(cancel))
        {
            if (bootstrap.ApiKey.Length < 20) throw new StartupFault("Bootstrap:ApiKey is too short: give at least 20 characters.");
            db.ApiKeys.Add(new ApiKey { Name = "Bootstrap", Hash = HashOf(bootstrap.ApiKey), Prefix = bootstrap.ApiKey[..6], CreatedAt = time.GetUtcNow() });
            await db.SaveChangesAsync(cancel);
        }

        if (bootstrap.AdminEmail.Length == 0 || await db.Users.AnyAsync(cancel)) return;
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        if (!await roles.RoleExistsAsync(Administrator)) await roles.CreateAsync(new IdentityRole<Guid>(Administrator) { Id = Guid.CreateVersion7() });
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = new User { Id = Guid.CreateVersion7(), UserName = bootstrap.AdminEmail, Email = bootstrap.AdminEmail, EmailConfirmed = true, DisplayName = bootstrap.AdminEmail.Split('@')[0] };
        var made = await users.CreateAsync(user, bootstrap.AdminPassword);
        if (!made.Succeeded) throw new StartupFault("Bootstrap:AdminPassword was refused: " + string.Join(" ", made.Errors.Select(error => error.Description)));
        await users.AddToRoleAsync(user, Administrator);
    }

    /// <summary>
    /// In Development the account managers of the demo can sign in, with the development password. Elsewhere an administrator makes sign-ins.
    /// </summary>
    public static async Task MakeDemoManagersAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var password = scope.ServiceProvider.GetRequiredService<IOptions<BootstrapOptions>>().Value.AdminPassword;
        if (password.Length == 0) return;
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        if (!await roles.RoleExistsAsync(Managers.Role)) await roles.CreateAsync(new IdentityRole<Guid>(Managers.Role) { Id = Guid.CreateVersion7() });
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        foreach (var manager in await scope.ServiceProvider.GetRequiredService<FindAccounts>().ManagersAsync(cancel))
        {
            if (await users.FindByEmailAsync(manager.Email) is not null) continue;
            var user = new User { Id = manager.Id, UserName = manager.Email, Email = manager.Email, EmailConfirmed = true, DisplayName = manager.Name };
            await using var transaction = await scope.ServiceProvider.GetRequiredService<SignInDb>().Database.BeginTransactionAsync(cancel);
            if ((await users.CreateAsync(user, password)).Succeeded && (await users.AddToRoleAsync(user, Managers.Role)).Succeeded) await transaction.CommitAsync(cancel);
        }
    }

    private static async Task<bool> IsSetUpAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT EXISTS (SELECT FROM identity.users) AND EXISTS (SELECT FROM identity.api_keys)");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    // A script that is led to the sign-in page takes that page's 200 for "saved".
    private static Task AskToSignIn(RedirectContext<CookieAuthenticationOptions> context)
    {
        var (request, response) = (context.Request, context.Response);
        var htmx = request.Headers.ContainsKey("HX-Request");
        if (htmx) response.Headers["HX-Refresh"] = "true";
        if (htmx || request.Path.StartsWithSegments("/api") || request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal))
            response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    /// <summary>SHA-256 of an API key.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
