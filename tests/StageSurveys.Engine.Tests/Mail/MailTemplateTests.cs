using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class MailTemplateTests
{
    private static readonly MailBrand Shop = new("Boutique <Élise>", "#ffcc00", "Boutique Élise SAS, 1 rue Claire, 75001 Paris");

    private static readonly MailValues Values = new()
    {
        CustomerName = "Zoé Martin",
        TouchpointName = "Livraison à domicile",
        EventDate = new DateOnly(2026, 11, 1),
        SurveyMinutes = 2,
        Link = new Uri("https://avis.example/s/tok-en_1*2?a=1&b=2"),
        Unsubscribe = new Uri("https://avis.example/u/tok"),
    };

    [Fact]
    public void The_default_wording_is_complete_and_reads_well_in_both_languages()
    {
        foreach (var wording in new[] { DefaultWording.AfterTouchpoint, DefaultWording.Reminder, DefaultWording.Relationship })
        {
            Assert.Empty(WordingFaults.Find(wording));
            foreach (var locale in new[] { "fr", "en" })
            {
                var mail = MailTemplate.Render(wording.For(locale), Values, locale, Shop);
                Assert.DoesNotContain("{{", mail.Subject + mail.Text + mail.Html);
                Assert.Contains("https://avis.example/s/tok-en_1*2?a=1&b=2", mail.Text);
                Assert.Contains("href=\"https://avis.example/s/tok-en_1*2?a=1&amp;b=2\"", mail.Html);
                Assert.Contains("https://avis.example/u/tok", mail.Text);
                Assert.Contains($"<html lang=\"{locale}\">", mail.Html);
                Assert.Contains(locale == "fr" ? "Ne plus être sollicité" : "Stop these e-mails", mail.Html);
                Assert.Contains(Shop.PostalLine!, mail.Html);
            }
        }

        var french = MailTemplate.Render(DefaultWording.AfterTouchpoint.French, Values, "fr", Shop);
        Assert.Equal("Boutique <Élise>\u00A0: comment cela s’est-il passé\u202F?", french.Subject);
        Assert.Contains("Bonjour Zoé,", french.Text);
        Assert.Contains("le 1er novembre 2026\u00A0:", french.Text);
        Assert.Contains("Donner mon avis\nhttps://", french.Text);
        Assert.Contains("on 1 November 2026:", MailTemplate.Render(DefaultWording.AfterTouchpoint.English, Values, "en-US", Shop).Text);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("[click](https://evil.example)")]
    [InlineData("**bold** _em_ `code` # h")]
    [InlineData("![x](https://evil.example/p.png)")]
    [InlineData("{{unsubscribe}} {{customer.name}}")]
    [InlineData("a\r\n\r\n# Heading\r\n- list")]
    [InlineData("https://evil.example <https://evil.example>")]
    [InlineData("&lt;b&gt; &amp; \"quoted\" 'x'")]
    public void A_value_never_becomes_markup(string name)
    {
        var text = new MailText("{{customer.name}}", "Dear {{customer.name}},\n\n[Go]({{link}}) and *{{customer.name}}* and [see {{customer.name}}](https://shop.example/?n={{customer.name}})");
        var mail = MailTemplate.Render(text, Values with { CustomerName = name }, "en", Shop);
        var plain = MailTemplate.Render(text, Values with { CustomerName = "NAME" }, "en", Shop);
        var shown = string.Join(' ', name.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(shown, mail.Subject);
        Assert.Contains($"Dear {shown},", mail.Text);
        Assert.Equal(Tags(plain.Html), Tags(mail.Html));
    }

    [Fact]
    public void Raw_html_and_dangerous_links_in_a_wording_stay_text()
    {
        var mail = MailTemplate.Render(new MailText("s", "<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) [b](data:text/html,x) <javascript:alert(1)>\n\n[Go]({{link}})"), Values, "en", Shop);
        Assert.DoesNotContain("<img", mail.Html);
        Assert.DoesNotContain("href=\"javascript", mail.Html);
        Assert.DoesNotContain("href=\"data", mail.Html);
    }

    [Fact]
    public void A_link_alone_on_its_line_becomes_a_button_and_any_other_stays_a_link()
    {
        var mail = MailTemplate.Render(new MailText("s", "Please\n[Give my view]({{ link }})\nor {{link}} or [here]({{link}})."), Values, "en", Shop);
        Assert.Equal(2, mail.Html.Split("bgcolor=\"#ffcc00\"").Length - 1); // the head of the mail and the button
        Assert.Equal(4, mail.Html.Split("href=").Length - 1); // button, bare address, link, opt-out
        Assert.Contains("here <https://avis.example/s/", mail.Text);
    }

    [Fact]
    public void An_unknown_name_leaves_no_gap()
    {
        var mail = MailTemplate.Render(new MailText("s", "Bonjour {{customer.firstName}},\n\n{{link}}"), Values with { CustomerName = null }, "fr", Shop);
        Assert.StartsWith("Bonjour,\n", mail.Text);
    }

    [Fact]
    public void Lists_headings_and_quotes_come_through_in_both_forms()
    {
        var mail = MailTemplate.Render(new MailText("s", "# Title\n\n- one\n- **two**\n\n1. a\n2. b\n\n> said\n\n---\n\n{{link}}"), Values, "en", Shop);
        Assert.StartsWith("Title\n\n- one\n- two\n\n1. a\n2. b\n\n> said\n", mail.Text);
        Assert.Contains("<h2", mail.Html);
        Assert.Single(mail.Html.Split("<h1").Skip(1));
    }

    [Fact]
    public void What_is_wrong_with_a_wording_is_named()
    {
        var faults = WordingFaults.Find(new MailWording(new MailText("Objet {{link}}", "Bonjour {{prenom}} {{ oubli"), new MailText(" ", "")));
        Assert.Equal(
            [
                new WordingFault("fr", WordingFaultKind.UnknownHole, "prenom"),
                new WordingFault("fr", WordingFaultKind.AddressInSubject, "link"),
                new WordingFault("fr", WordingFaultKind.UnclosedHole),
                new WordingFault("fr", WordingFaultKind.MissingLink, "link"),
                new WordingFault("en", WordingFaultKind.EmptySubject),
                new WordingFault("en", WordingFaultKind.EmptyBody),
            ],
            faults);
        Assert.Equal("Texte français\u00A0: le champ {{prenom}} n’existe pas.", faults[0].Say("fr"));
        Assert.Equal("French text: there is no field {{prenom}}.", faults[0].Say("en"));
    }

    [Fact]
    public void Every_brand_colour_gives_readable_text()
    {
        for (var r = 0; r <= 255; r += 51)
        {
            for (var g = 0; g <= 255; g += 51)
            {
                for (var b = 0; b <= 255; b += 51)
                {
                    var html = MailTemplate.Render(new MailText("s", "[x](https://a.example)\n\n[Go]({{link}})"), Values, "en", Shop with { Colour = $"#{r:x2}{g:x2}{b:x2}" }).Html;
                    var (paint, text) = (Between(html, "text-decoration:none;color:", ";"), Between(html, "bgcolor=\"", "\""));
                    Assert.True(Contrast(paint, text) >= 4.5, html);
                    Assert.True(Contrast(Between(html, "style=\"color:", ";"), "#ffffff") >= 4.5, html);
                    Assert.True(Contrast(Between(html, "a.link { color: ", " "), "#1d2125") >= 4.5, html);
                }
            }
        }
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    // The contrast ratio of WCAG 2, written out here so that the test does not trust what it tests.
    private static double Contrast(string first, string second)
    {
        var (a, b) = (Luminance(first), Luminance(second));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = Convert.FromHexString(colour[1..]).Select(channel => channel / 255.0).Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static string Tags(string html) =>
        string.Join(' ', System.Text.RegularExpressions.Regex.Matches(html[html.IndexOf("<body", StringComparison.Ordinal)..], "<[^>]*>").Select(match => match.Value)
            .Select(tag => tag.Contains("shop.example", StringComparison.Ordinal) ? "<link>" : tag));
}
