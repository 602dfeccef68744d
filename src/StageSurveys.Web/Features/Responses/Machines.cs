using Microsoft.Extensions.Primitives;

namespace StageSurveys.Web.Features.Responses;

/// <summary>Tells requests that certainly come from a program from those that may come from a person. Who is not known counts as a person.</summary>
public static class Machines
{
    // Mail gateways, link previews and crawlers that say who they are. A headless browser does not, so a visit proves nothing either way.
    private static readonly string[] Names =
    [
        "bot", "crawler", "spider", "preview", "facebookexternalhit", "whatsapp", "slackbot", "skypeuripreview", "barracuda", "mimecast", "proofpoint", "safelinks",
        "googleimageproxy", "yahoomailproxy", "symantec", "messagelabs", "trendmicro", "curl/", "wget/", "python-requests", "go-http-client", "okhttp",
    ];

    /// <summary>True for HEAD, for what a browser fetches ahead of a click, and for programs that give their name.</summary>
    public static bool Sent(HttpRequest request) =>
        HttpMethods.IsHead(request.Method)
        || Ahead(request.Headers["Sec-Purpose"]) || Ahead(request.Headers["Purpose"]) || Ahead(request.Headers["X-Purpose"]) || Ahead(request.Headers["X-Moz"])
        || SaysSo(request.Headers.UserAgent.ToString());

    // "Cubot" is a make of telephones.
    private static bool SaysSo(string agent)
    {
        agent = agent.Replace("cubot", "", StringComparison.OrdinalIgnoreCase);
        return Names.Any(name => agent.Contains(name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Ahead(StringValues purpose) =>
        purpose.ToString() is var said && (said.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || said.Contains("preview", StringComparison.OrdinalIgnoreCase) || said.Contains("prerender", StringComparison.OrdinalIgnoreCase));
}
