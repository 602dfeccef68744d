using Microsoft.Extensions.Configuration;

namespace StageSurveys.Engine.Invitations;

/// <summary>The addresses that customers see, all from the one public address of the site (Site:PublicUrl).</summary>
public sealed class PublicLinks(IConfiguration configuration)
{
    // A host knows its own port only once it listens, and nothing leaves it before.
    private volatile string listening = "http://localhost:5080";

    /// <summary>The answer page.</summary>
    public Uri Survey(InvitationToken token) => Of("s/" + token.Text);

    /// <summary>Preferences and opt-out.</summary>
    public Uri Preferences(InvitationToken token) => Of("u/" + token.Text);

    /// <summary>A page of the back office.</summary>
    public Uri Page(string path) => Of(path);

    /// <summary>The address that a host listens on, which stands in where none is set.</summary>
    /// <param name="address">As the server tells it: "http://localhost:5080", "http://[::]:8080", "http://0.0.0.0:8080".</param>
    public void Listening(string address) => listening = Reached(address) ?? listening;

    /// <summary>How somebody on this machine reaches an address that a host listens on; null when that is none.</summary>
    public static string? Reached(string? address) =>
        !Uri.TryCreate(address?.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal), UriKind.Absolute, out var url) ? null
        : url.Host is "0.0.0.0" or "[::]" ? $"{url.Scheme}://localhost:{url.Port}" : url.GetLeftPart(UriPartial.Authority);

    private Uri Of(string path)
    {
        var root = configuration["Site:PublicUrl"];
        if (string.IsNullOrWhiteSpace(root)) root = listening;
        return new Uri($"{root.TrimEnd('/')}/{path}");
    }
}
