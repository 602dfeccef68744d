using Microsoft.Extensions.Configuration;

namespace StageSurveys.Engine.Invitations;

/// <summary>The addresses that customers see, all from the one public address of the site (Site:PublicUrl).</summary>
public sealed class PublicLinks(IConfiguration configuration)
{
    /// <summary>The answer page.</summary>
    public Uri Survey(InvitationToken token) => Of("s/" + token.Text);

    /// <summary>Preferences and opt-out.</summary>
    public Uri Preferences(InvitationToken token) => Of("u/" + token.Text);

    /// <summary>A page of the back office.</summary>
    public Uri Page(string path) => Of(path);

    private Uri Of(string path)
    {
        // Read each time: a development host knows its own port only once it listens.
        var root = configuration["Site:PublicUrl"];
        if (string.IsNullOrWhiteSpace(root)) root = "http://localhost:5080";
        return new Uri($"{root.TrimEnd('/')}/{path}");
    }
}
