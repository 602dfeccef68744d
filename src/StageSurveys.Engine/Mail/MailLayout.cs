using System.Text;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// The page around the wording: tables and styles on the elements, because mail programs know little else; dark where the reader's
/// program is dark; the language, a title and landmarks for those who listen.
/// </summary>
internal static class MailLayout
{
    private const string Font = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

    public static string Text(string body, Uri unsubscribe, string? locale, MailBrand brand)
    {
        var french = Languages.IsFrench(locale);
        var text = new StringBuilder(body).Append("\n\n----------\n").Append(Why(french, brand)).Append('\n');
        text.Append(OptOut(french)).Append(french ? "\u00A0: " : ": ").Append(unsubscribe.AbsoluteUri).Append('\n');
        if (!string.IsNullOrWhiteSpace(brand.PostalLine)) text.Append(Holes.OneLine(brand.PostalLine)).Append('\n');
        return text.ToString();
    }

    public static string Html(string subject, string body, Uri unsubscribe, string? locale, MailBrand brand, BrandColours colours)
    {
        var french = Languages.IsFrench(locale);
        var postal = string.IsNullOrWhiteSpace(brand.PostalLine) ? "" : $"<br>{Escape(Holes.OneLine(brand.PostalLine))}";
        return $$"""
            <!doctype html>
            <html lang="{{(french ? "fr" : "en")}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <meta name="x-apple-disable-message-reformatting">
            <title>{{Escape(subject)}}</title>
            <style>
            :root { color-scheme: light dark; }
            @media (max-width: 620px) { .inner { padding-left: 20px !important; padding-right: 20px !important; } }
            @media (prefers-color-scheme: dark) {
            .page { background-color: #101214 !important; }
            .paper { background-color: {{BrandColours.DarkPaper}} !important; color: #f1f3f5 !important; }
            .small, .small a { color: #b6bec7 !important; }
            a.link { color: {{colours.LinkOnDark}} !important; }
            }
            </style>
            </head>
            <body class="page" style="margin:0;padding:0;background-color:#eef0f3;">
            <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#eef0f3;">
            <tr><td align="center" style="padding:24px 8px;">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;font-family:{{Font}};text-align:left;">
            <tr><td class="inner" bgcolor="{{colours.Brand}}" style="padding:20px 32px;border-radius:8px 8px 0 0;background-color:{{colours.Brand}};">
            <div role="banner"><h1 style="margin:0;font-size:20px;line-height:26px;color:{{colours.OnBrand}};">{{Escape(Holes.OneLine(brand.Name))}}</h1></div>
            </td></tr>
            <tr><td class="inner paper" bgcolor="{{BrandColours.LightPaper}}" style="padding:32px 32px 16px;border-radius:0 0 8px 8px;background-color:{{BrandColours.LightPaper}};color:#1d2125;font-size:16px;line-height:24px;">
            <div role="main">
            {{body.TrimEnd('\n')}}
            </div>
            </td></tr>
            <tr><td class="inner small" style="padding:20px 32px;font-size:13px;line-height:20px;color:#4a5159;">
            <div role="contentinfo">{{Escape(Why(french, brand))}}<br><a href="{{Escape(unsubscribe.AbsoluteUri)}}" style="color:#4a5159;text-decoration:underline;">{{OptOut(french)}}</a>{{postal}}</div>
            </td></tr>
            </table>
            </td></tr>
            </table>
            </body>
            </html>

            """.ReplaceLineEndings("\n");
    }

    private static string OptOut(bool french) => french ? "Ne plus être sollicité" : "Stop these e-mails";

    private static string Why(bool french, MailBrand brand) => french
        ? $"Vous recevez ce message parce que vous êtes en relation avec {Holes.OneLine(brand.Name)}, qui souhaite connaître votre avis."
        : $"You got this message because you are in touch with {Holes.OneLine(brand.Name)}, who would like to know what you think.";

    internal static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
