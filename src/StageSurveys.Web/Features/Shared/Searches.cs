using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace StageSurveys.Web.Features.Shared;

/// <summary>
/// Keeps names and addresses that somebody searches for out of URLs, and so out of logs and histories: the words lie encrypted in a cookie of the
/// session, the URL carries a short id of the search. Paging, going back and loading again work as with any other URL.
/// </summary>
public sealed class Searches(IDataProtectionProvider protection, IHttpContextAccessor accessor)
{
    /// <summary>Longer than anybody types; what is beyond is cut off.</summary>
    public const int MaxLength = 100;

    /// <summary>So many of the latest searches of a list can be gone back to; a cookie holds 4 kB.</summary>
    private const int MaxSearches = 5;

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("A search belongs to a request.");

    /// <summary>The words of a search; null when there is none of that id (any more).</summary>
    public string? Find(string list, string? id) => string.IsNullOrEmpty(id) ? null : Read(list).FirstOrDefault(x => x.Id == id)?.Words;

    /// <summary>Keeps the words and gives the id of the search; null where there are no words.</summary>
    /// <param name="instead">Id of the search whose place the words take, as when somebody types on.</param>
    public string? Keep(string list, string? words, string? instead = null)
    {
        var text = (words ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();
        if (text.Length == 0) return null;
        if (text.Length > MaxLength) text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        var known = Read(list);
        var id = known.Any(x => x.Id == instead) ? instead! : RandomNumberGenerator.GetHexString(8, lowercase: true);
        Search[] kept = [new(id, text), .. known.Where(x => x.Id != id).Take(MaxSearches - 1)];
        Context.Response.Cookies.Append(Cookie(list), Protector(list).Protect(JsonSerializer.Serialize(kept)),
            new CookieOptions { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Path = "/" + list });
        return id;
    }

    private static string Cookie(string list) => "searches-" + list;

    // Whoever signs in next at the same browser cannot read what the one before looked for.
    private IDataProtector Protector(string list) => protection.CreateProtector("Searches", list, Context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "");

    private Search[] Read(string list)
    {
        if (Context.Request.Cookies[Cookie(list)] is not { Length: > 0 } cookie) return [];
        try
        {
            return JsonSerializer.Deserialize<Search[]>(Protector(list).Unprotect(cookie)) ?? [];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    private sealed record Search(string Id, string Words);
}
