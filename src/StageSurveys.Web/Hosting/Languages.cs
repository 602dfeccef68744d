using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using StageSurveys.Engine;

namespace StageSurveys.Web.Hosting;

/// <summary>French and English, chosen by ?lang=, then the cookie "lang", then the browser's wish.</summary>
public static partial class Languages
{
    /// <summary>Name of the cookie that keeps the choice: "fr" or "en".</summary>
    public const string Cookie = "lang";

    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-FR");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Registers texts and the choice of language.</summary>
    public static IServiceCollection AddLanguages(this IServiceCollection services)
    {
        services.AddLocalization();
        return services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(English);
            options.SupportedCultures = options.SupportedUICultures = [French, English];
            options.RequestCultureProviders = [new CustomRequestCultureProvider(context => Task.FromResult<ProviderCultureResult?>(new(Choose(context.Request).Name)))];
        });
    }

    /// <summary>The culture for "fr…" or anything else.</summary>
    public static CultureInfo Of(string? tag) => tag is not null && tag.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? French : English;

    /// <summary>"fr" or "en", as the screen is shown now.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr" ? "fr" : "en";

    /// <summary>The language of what a customer wrote, for the <c>lang</c> of its element; null, and so no attribute, where the locale names none.</summary>
    public static string? Tag(string locale) => LanguageTag().IsMatch(locale) ? locale.Replace('_', '-') : null;

    /// <summary>The text in the language of the screen.</summary>
    public static string Here(this LocalText text) => text.In(Current);

    /// <summary>
    /// Where a change of language leads: the address that was asked for without ?lang=, also when the error page stands in for it; for a form drawn again
    /// the page it came from, as its own address takes no GET.
    /// </summary>
    public static string BackTo(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method))
        {
            var (path, query) = Asked(request);
            // A refusal leads here by a redirect that names the page which was refused.
            if (path.StartsWith("/error", StringComparison.Ordinal) && query["ReturnUrl"].ToString() is ['/', not ('/' or '\\'), ..] refused) return refused;
            return path + WithoutLanguage(query);
        }

        var from = request.GetTypedHeaders().Referer;
        return from is { IsAbsoluteUri: true } && from.Authority == request.Host.Value
            ? from.AbsolutePath + WithoutLanguage(QueryHelpers.ParseQuery(from.Query)) : "/";
    }

    [GeneratedRegex("^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$")]
    private static partial Regex LanguageTag();

    private static QueryString WithoutLanguage(IEnumerable<KeyValuePair<string, StringValues>> query) => QueryString.Create(query.Where(part => part.Key != "lang"));

    // The error page is drawn under an address of its own; what the person asked for is kept beside it.
    private static (string Path, IQueryCollection Query) Asked(HttpRequest request)
    {
        var features = request.HttpContext.Features;
        if (features.Get<IStatusCodeReExecuteFeature>() is { } status)
            return (status.OriginalPath, status.OriginalQueryString is { Length: > 1 } query ? new QueryCollection(QueryHelpers.ParseQuery(query)) : QueryCollection.Empty);
        return (features.Get<IExceptionHandlerPathFeature>()?.Path ?? request.Path.Value ?? "/", request.Query);
    }

    private static CultureInfo Choose(HttpRequest request)
    {
        if (Asked(request).Query["lang"].ToString() is { Length: > 0 } asked) return Of(asked);
        if (request.Cookies[Cookie] is { Length: > 0 } kept) return Of(kept);
        var wished = request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.ToString())
            .FirstOrDefault(language => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) || language.StartsWith("en", StringComparison.OrdinalIgnoreCase));
        return Of(wished);
    }
}
