using System.Globalization;
using System.Text.RegularExpressions;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

/// <summary>Walks through a mail as a program draws it, light and dark, and compares each piece of text with the ground it stands on (WCAG 2.2, 1.4.3).</summary>
public sealed partial class MailContrastTests
{
    private static readonly MailText Everything = new("s", "# Title\n\nText with a [link](https://a.example) and **bold**.\n\n- one\n- two\n\n> said\n\n{{score}}\n\n[Go]({{link}})\n\n![A picture](https://a.example/p.png)");

    [Fact]
    public void Every_text_on_every_brand_colour_reaches_4_5_to_1_light_and_dark()
    {
        var poorest = double.MaxValue;
        for (var r = 0; r <= 255; r += 51)
        {
            for (var g = 0; g <= 255; g += 51)
            {
                for (var b = 0; b <= 255; b += 51)
                {
                    var html = Render($"#{r:x2}{g:x2}{b:x2}");
                    foreach (var dark in new[] { false, true })
                    {
                        var texts = Texts(html, dark);
                        Assert.True(texts.Count > 15, $"only {texts.Count} texts");
                        foreach (var (text, colour, ground) in texts)
                        {
                            var contrast = Contrast(colour, ground);
                            Assert.True(contrast >= 4.5, $"#{r:x2}{g:x2}{b:x2} {(dark ? "dark" : "light")}: “{text}” {colour} on {ground} is {contrast:N2}");
                            poorest = Math.Min(poorest, contrast);
                        }
                    }
                }
            }
        }

        // The walk sees real differences, not one colour everywhere.
        Assert.InRange(poorest, 4.5, 6);
    }

    [Fact]
    public void The_text_on_the_brands_colour_is_the_one_of_black_and_white_that_reads()
    {
        Assert.Contains(Texts(Render("#ffcc00"), false), x => x is { Text: "Go", Colour: "#000000", Ground: "#ffcc00" });
        Assert.Contains(Texts(Render("#0f5f8c"), false), x => x is { Text: "Go", Colour: "#ffffff", Ground: "#0f5f8c" });
    }

    [Fact]
    public void Light_dark_and_blocked_pictures_can_be_looked_at_on_any_screen()
    {
        var html = Render("#ffcc00");
        Assert.Contains("(prefers-color-scheme: dark)", html);
        foreach (var part in new[] { "<meta name=\"color-scheme\" content=\"light dark\">", "<meta name=\"supported-color-schemes\" content=\"light dark\">", "<html lang=\"en\">" }) Assert.Contains(part, html);

        Assert.Contains("@media all {", MailLook.Of(html, dark: true));
        Assert.DoesNotContain("prefers-color-scheme", MailLook.Of(html, dark: true) + MailLook.Of(html, dark: false));
        Assert.Contains("content=\"dark\"", MailLook.Of(html, dark: true));
        Assert.Contains("src=\"https://a.example/p.png\"", MailLook.Of(html, dark: false));
        var blocked = MailLook.Of(html, dark: false, pictures: false);
        Assert.DoesNotContain("p.png", blocked);
        Assert.Contains("alt=\"A picture\"", blocked);
        // What is left is all of the mail's text.
        Assert.Equal(Texts(html, false).Select(x => x.Text), Texts(blocked, false).Select(x => x.Text));
    }

    private static string Render(string colour) => MailTemplate.Render(
        Everything,
        new MailValues
        {
            Link = new Uri("https://avis.example/s/t"),
            Unsubscribe = new Uri("https://avis.example/u/t"),
            Score = new MailScore("How was it?", [new("1", "1 of 2", new Uri("https://avis.example/s/t/1")), new("2", "2 of 2", new Uri("https://avis.example/s/t/2"))], "Bad", "Good"),
        },
        "en", new MailBrand("Shop", colour, "1 street")).Html;

    private static List<(string Text, string Colour, string Ground)> Texts(string html, bool dark)
    {
        List<(string, string, string)> found = [];
        Stack<(string Tag, string Colour, string Ground)> open = new([("", "#000000", "#ffffff")]);
        foreach (Match piece in Pieces().Matches(html[html.IndexOf("<body", StringComparison.Ordinal)..html.IndexOf("</html>", StringComparison.Ordinal)]))
        {
            var (tag, end, text) = (piece.Groups["tag"].Value, piece.Groups["end"].Success, piece.Groups["text"].Value.Trim());
            if (text.Length > 0) found.Add((text, open.Peek().Colour, open.Peek().Ground));
            if (tag.Length == 0 || tag is "br" or "img" or "hr") continue;
            if (end)
            {
                Assert.Equal(open.Pop().Tag, tag);
                continue;
            }

            var (colour, ground) = (open.Peek().Colour, open.Peek().Ground);
            var style = Value(piece.Value, "style");
            if (Property(style, "color") is { } own) colour = own;
            if (Property(style, "background-color") is { } painted) ground = painted;
            if (dark)
            {
                var classes = Value(piece.Value, "class").Split(' ');
                if (classes.Contains("page")) ground = Rule(html, ".page", "background-color");
                if (classes.Contains("paper")) (ground, colour) = (Rule(html, ".paper", "background-color"), Rule(html, ".paper", "color"));
                if (classes.Contains("small") || (tag == "a" && Value(piece.Value, "style").StartsWith("color:#4a5159", StringComparison.Ordinal))) colour = Rule(html, ".small, .small a", "color");
                if (classes.Contains("link")) colour = Rule(html, "a.link", "color");
            }

            open.Push((tag, colour, ground));
        }

        return found;
    }

    private static string Value(string tag, string attribute) => Regex.Match(tag, $"\\s{attribute}=\"([^\"]*)\"").Groups[1].Value;

    private static string? Property(string style, string name) => Regex.Match(style, $"(?:^|;)\\s*{name}:\\s*(#[0-9a-f]{{6}})") is { Success: true } found ? found.Groups[1].Value : null;

    private static string Rule(string html, string selector, string name) =>
        Regex.Match(html, $"\n\\s*{Regex.Escape(selector)} {{[^}}]*?(?<![-a-z]){name}: (#[0-9a-f]{{6}}) !important") is { Success: true } found ? found.Groups[1].Value : throw new FormatException($"no rule {selector} {name}");

    // The contrast ratio of WCAG 2, written out here so that the test does not trust what it tests.
    private static double Contrast(string first, string second)
    {
        var (a, b) = (Luminance(first), Luminance(second));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = new[] { 1, 3, 5 }.Select(at => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex("<(?<end>/)?(?<tag>[a-z0-9]+)[^>]*>|(?<text>[^<]+)")]
    private static partial Regex Pieces();
}
