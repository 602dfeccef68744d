using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace StageSurveys.Web.Hosting;

/// <summary>Options of the API key scheme; there is nothing to set.</summary>
public sealed class ApiKeyOptions : AuthenticationSchemeOptions;

/// <summary>Lets a request in that carries "Authorization: Bearer key" with a key that was not revoked.</summary>
public sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, ILoggerFactory logger, UrlEncoder encoder, SignInDb db)
    : AuthenticationHandler<ApiKeyOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var hash = SignInSetup.HashOf(header["Bearer ".Length..].Trim());
        var key = await db.ApiKeys.Where(x => x.Hash == hash && x.RevokedAt == null).Select(x => new { x.Id, x.Name }).FirstOrDefaultAsync(Context.RequestAborted);
        if (key is null) return AuthenticateResult.Fail("Unknown API key.");
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, key.Id.ToString()), new Claim(ClaimTypes.Name, key.Name)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        var given = Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        await (given
            ? Results.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "This API key is not known", detail: "It was mistyped or revoked. Keys are made under Settings.")
            : Results.Problem(statusCode: StatusCodes.Status401Unauthorized, title: "An API key is needed", detail: "Send it as 'Authorization: Bearer <key>'.")).ExecuteAsync(Context);
    }
}
