using System.Text;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Tests.Mail;

public sealed class MimeWriterTests
{
    private static readonly MailAddress Shop = new("avis@boutique.example", "Boutique Élise, Paris & « Cie »");
    private static readonly DateTimeOffset Day = new(2026, 11, 1, 8, 5, 9, TimeSpan.FromHours(1));

    public static TheoryData<string, string> Texts => new()
    {
        { "Short", "Plain words.\n" },
        { "Comment cela s’est-il passé\u202F? Votre avis sur la livraison de votre dernière commande nous intéresse beaucoup", "Élise, ça va\u00A0?\n.\n..début\nFrom ici\n= égal =\nfin avec espaces  \n" },
        { "日本語の件名はとても長いので折り返しが必要です。お客様のご意見をお聞かせください。よろしくお願いいたします。", "本文\n" },
        { "🎉 👩‍👩‍👧‍👦 emoji =?utf-8?Q?not_a_word?= and_underscore?", "🎉\n" },
        { new string('x', 300), new string('é', 2000) + "\n" },
        { "Une ligne ASCII assez longue pour devoir se plier au moins une fois, et meme un peu plus que cela encore", "a\n\n\nb\n" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_foreign_parser_reads_what_was_written(string subject, string text)
    {
        foreach (var eightBit in new[] { true, false })
        {
            var html = $"<p>{text}</p>\n";
            var mime = MimeWriter.Write(Mail(subject, text, html), Shop, "id1@boutique.example", Day, eightBit);
            HasGoodLines(mime, eightBit);
            var read = await ForeignParser.ReadAsync(mime);

            Assert.Equal(subject, read.Subject);
            Assert.Equal(Shop.Name, read.From.Name);
            Assert.Equal(Shop.Address, read.From.Address);
            Assert.Equal("Zoé \"Z\" O'Neil", Assert.Single(read.To).Name);
            Assert.Equal("zoe@xn--bcher-kva.example", read.To[0].Address);
            Assert.Equal(text.TrimEnd('\n'), read.Text.TrimEnd('\n'));
            Assert.Equal(html.TrimEnd('\n'), read.Html!.TrimEnd('\n'));
            Assert.Equal("<id1@boutique.example>", read.MessageId);
            Assert.Equal(Day.ToUniversalTime(), read.Date.ToUniversalTime());
            Assert.Equal("<https://boutique.example/u/abc?x=1>", read.Header("list-unsubscribe"));
            Assert.Equal("List-Unsubscribe=One-Click", read.Header("list-unsubscribe-post"));
            Assert.Equal("auto-generated", read.Header("auto-submitted"));
            Assert.Equal("fr-CA", read.Header("content-language"));
        }
    }

    [Theory]
    [InlineData("a@b.example\r\nBcc: x@y.example")]
    [InlineData("a@b.example>\nRCPT TO:<x@y.example")]
    [InlineData("a b@c.example")]
    [InlineData("a@b.example,c@d.example")]
    [InlineData("@b.example")]
    [InlineData("a@")]
    [InlineData("a@b..example")]
    [InlineData("a..b@c.example")]
    [InlineData("a\0@b.example")]
    [InlineData("")]
    public void An_address_that_could_smuggle_something_in_is_refused(string address)
    {
        Assert.NotNull(MailAddress.FaultOf(address));
        var mail = Mail("s", "t", null) with { To = new MailAddress(address) };
        var fault = Assert.Throws<MailFault>(() => MimeWriter.Write(mail, Shop, "id@x.example", Day, eightBit: true));
        if (address.Length > 0) Assert.DoesNotContain(address, fault.Message);
    }

    [Theory]
    [InlineData("élise@boutique.example")]
    [InlineData("first.last+tag@sub.boutique.example")]
    [InlineData("o'neil@bücher.example")]
    public void A_usual_address_is_taken(string address) => Assert.Null(MailAddress.FaultOf(address));

    [Fact]
    public async Task A_line_break_in_a_name_or_subject_becomes_a_space()
    {
        var mail = Mail("Hello\r\nBcc: x@y.example\r\n\r\nbody", "t", null) with { To = new MailAddress("a@b.example", "Eve\r\nBcc: x@y.example\u2028z") };
        var read = await ForeignParser.ReadAsync(MimeWriter.Write(mail, Shop, "id@x.example", Day, eightBit: true));
        Assert.Equal("Hello Bcc: x@y.example body", read.Subject);
        Assert.Equal("Eve Bcc: x@y.example z", read.To[0].Name);
        Assert.Null(read.Header("bcc"));
        Assert.Equal("t", read.Text.TrimEnd('\n'));
    }

    [Theory]
    [InlineData("X-A", "b\r\nBcc: c@d.example")]
    [InlineData("X-A\r\nBcc", "b")]
    [InlineData("Bcc", "c@d.example")]
    [InlineData("content-type", "text/html")]
    [InlineData("X-É", "b")]
    [InlineData("", "b")]
    public void A_header_that_could_change_the_mail_is_refused(string name, string value)
    {
        var mail = Mail("s", "t", null) with { Headers = [new MailHeader(name, value)] };
        Assert.Throws<MailFault>(() => MimeWriter.Write(mail, Shop, "id@x.example", Day, eightBit: true));
    }

    [Fact]
    public void The_same_mail_gives_the_same_bytes()
    {
        var mail = Mail("s", "é", "<p>é</p>");
        Assert.Equal(MimeWriter.Write(mail, Shop, "id@x.example", Day, eightBit: false), MimeWriter.Write(mail, Shop, "id@x.example", Day, eightBit: false));
    }

    private static MailMessage Mail(string subject, string text, string? html) => new()
    {
        To = new MailAddress("zoe@bücher.example", "Zoé \"Z\" O'Neil"),
        Subject = subject,
        Text = text,
        Html = html,
        Locale = "fr-CA",
        Headers = MailHeader.ForSurvey(new Uri("https://boutique.example/u/abc?x=1"), "survey:touchpoint:test:boutique"),
    };

    private static void HasGoodLines(byte[] mime, bool eightBit)
    {
        var all = Encoding.UTF8.GetString(mime);
        Assert.DoesNotContain('\n', all.Replace("\r\n", "", StringComparison.Ordinal));
        if (!eightBit) Assert.True(Ascii.IsValid(mime));
        var headers = all[..all.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        Assert.All(headers, line => Assert.True(line.Length <= 78 && line.Trim().Length > 0 && Ascii.IsValid(line), line));
        Assert.All(all.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 998));
    }
}
