using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace StageSurveys.Web.Hosting;

/// <summary>How people of the team are named to each other and in what is kept: by their display name. The e-mail address is for signing in only.</summary>
public static class DisplayName
{
    internal const string Claim = "display_name";

    /// <summary>The id of the sign-in, or of the API key; null for nobody.</summary>
    public static Guid? Id(this ClaimsPrincipal person) => Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>The name of whoever is signed in, or of the API key; "" for nobody.</summary>
    public static string Shown(this ClaimsPrincipal person)
    {
        if (person.FindFirstValue(Claim) is { Length: > 0 } name) return name;
        // Who has no name of their own, or signed in before names were carried along: the address must not take its place.
        return (person.Identity?.Name ?? "").Split('@')[0];
    }
}

/// <summary>Puts the display name into the cookie of a session.</summary>
public sealed class NamedSession(UserManager<User> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<User, IdentityRole<Guid>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DisplayName.Claim, user.DisplayName));
        return identity;
    }
}
