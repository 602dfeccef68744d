using System.Collections.Frozen;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace StageSurveys.Web.Hosting;

/// <summary>
/// Sends a built file as its brotli or gzip neighbour, whichever the browser takes: compressed at build time at the highest level,
/// so serving costs no CPU. Names carry a hash of the content, so browsers keep them for a year without asking.
/// </summary>
public static class CompressedAssets
{
    /// <summary>The manifest for pages to link with.</summary>
    public static IServiceCollection AddAssets(this IServiceCollection services) => services.AddSingleton<AssetManifest>();

    /// <summary>Serves the files of the manifest under <see cref="AssetManifest.Root"/>; everything else goes on.</summary>
    public static WebApplication UseAssets(this WebApplication app)
    {
        var known = new Lazy<FrozenSet<string>>(() => app.Services.GetRequiredService<AssetManifest>().Files.ToFrozenSet(StringComparer.Ordinal));
        var files = app.Environment.WebRootFileProvider;
        app.Use((context, next) =>
        {
            var request = context.Request;
            var path = request.Path.Value ?? "";
            if (!path.StartsWith(AssetManifest.Root, StringComparison.Ordinal) || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
                return next(context);
            var name = path[AssetManifest.Root.Length..];
            return known.Value.Contains(name) ? SendAsync(context, files, name) : next(context);
        });
        return app;
    }

    private static async Task SendAsync(HttpContext context, IFileProvider files, string name)
    {
        var (suffix, encoding) = Choose(context.Request);
        var tag = new EntityTagHeaderValue($"\"{name}{suffix}\"");
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        headers.CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromDays(365), Extensions = { new NameValueHeaderValue("immutable") } };
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var file = files.GetFileInfo("assets/" + name + suffix);
        if (!file.Exists)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "application/octet-stream",
        };
        context.Response.ContentLength = file.Length;
        if (encoding is not null)
            context.Response.Headers.ContentEncoding = encoding;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    private static (string Suffix, string? Encoding) Choose(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        if (Takes("br"))
            return (".br", "br");
        return Takes("gzip") ? (".gz", "gzip") : ("", null);

        bool Takes(string coding) => accepted.Any(a => a.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && a.Quality is null or > 0);
    }
}
