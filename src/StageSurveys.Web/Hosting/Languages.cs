using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using StageSurveys.Engine;

namespace StageSurveys.Web.Hosting;

/// <summary>French and English, chosen by ?lang=, then the cookie "lang", then the browser's wish.</summary>
public static class Languages
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

    /// <summary>The text in the language of the screen.</summary>
    public static string Here(this LocalText text) => text.In(Current);

    /// <summary>Where a change of language leads: this page without ?lang=, or for a form drawn again the page it came from, as its own address takes no GET.</summary>
    public static string BackTo(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method)) return request.Path + WithoutLanguage(request.Query);
        var from = request.GetTypedHeaders().Referer;
        return from is { IsAbsoluteUri: true } && from.Authority == request.Host.Value
            ? from.AbsolutePath + WithoutLanguage(QueryHelpers.ParseQuery(from.Query)) : "/";
    }

    private static QueryString WithoutLanguage(IEnumerable<KeyValuePair<string, StringValues>> query) => QueryString.Create(query.Where(part => part.Key != "lang"));

    private static CultureInfo Choose(HttpRequest request)
    {
        if (request.Query["lang"].ToString() is { Length: > 0 } asked) return Of(asked);
        if (request.Cookies[Cookie] is { Length: > 0 } kept) return Of(kept);
        var wished = request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(language => language.Quality ?? 1)
            .Select(language => language.Value.ToString())
            .FirstOrDefault(language => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) || language.StartsWith("en", StringComparison.OrdinalIgnoreCase));
        return Of(wished);
    }
}
