using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace StageSurveys.Engine.Mail;

/// <summary>
/// A wording that was laid out once, with the places of its values: thousands of mails of one survey differ in nothing else, and reading the Markdown is
/// most of what a mail costs. It is made by laying out the wording with stand-ins that nobody writes and every encoding leaves as they are, so there
/// is one way to lay out a mail.
/// </summary>
internal sealed class MailPlan
{
    private const int Kept = 200;
    private const int SubjectHole = -1, ScoreHole = -2;

    private static readonly string Nonce = Guid.NewGuid().ToString("N");
    private static readonly string[] Named = [.. Holes.Valued];
    private static readonly Dictionary<string, string> StandIns = Named.Select((name, at) => (name, at)).ToDictionary(
        x => x.name, x => IsAddress(x.name) ? new Uri(string.Create(CultureInfo.InvariantCulture, $"https://q{Nonce}x{x.at}q.invalid/")).AbsoluteUri : string.Create(CultureInfo.InvariantCulture, $"q{Nonce}x{x.at}q"), StringComparer.Ordinal);
    private static readonly string SubjectStandIn = $"q{Nonce}subject";
    private static readonly MailScore ScoreStandIn = new($"q{Nonce}question", [new("1", $"q{Nonce}label", new Uri($"https://q{Nonce}cell.invalid/"))], "", "");
    private static readonly Regex Places = new($@"https://q{Nonce}x(?<at>\d+)q\.invalid/|q{Nonce}x(?<at>\d+)q|(?<subject>{SubjectStandIn})|(?<score>q{Nonce}score)", RegexOptions.CultureInvariant);

    private static readonly ConcurrentDictionary<Key, MailPlan?> Plans = new();

    private readonly IReadOnlyList<Piece> text, html;

    private MailPlan(IReadOnlyList<Piece> text, IReadOnlyList<Piece> html) => (this.text, this.html) = (text, html);

    /// <summary>Null where a value could change more than its own place; such a mail is laid out by itself.</summary>
    public static MailPlan? For(string body, IReadOnlyDictionary<string, string> values, bool hasScore, string? locale, MailBrand brand)
    {
        // An address with other characters is written differently in a text and in a link.
        if (!IsPlain(values[Holes.Link]) || !IsPlain(values[Holes.Unsubscribe])) return null;
        var empty = 0;
        // An empty value takes the space before it along.
        for (var at = 0; at < Named.Length; at++) if (values[Named[at]].Length == 0) empty |= 1 << at;
        var key = new Key(body, brand, Languages.IsFrench(locale), hasScore, empty);
        if (Plans.TryGetValue(key, out var known)) return known;
        if (Plans.Count >= Kept) Plans.Clear();
        return Plans[key] = Make(key, locale);
    }

    public RenderedMail Fill(string subject, IReadOnlyDictionary<string, string> values, MailScore? score, BrandColours colours) => new(
        subject,
        Fill(text, hole => hole == ScoreHole ? MailPlainText.Score(score!) : values[Named[hole]]),
        Fill(html, hole => hole switch
        {
            SubjectHole => MailLayout.Escape(subject),
            ScoreHole => ScoreRenderer.ToHtml(score!, colours).ReplaceLineEndings("\n"),
            _ => MailLayout.Escape(values[Named[hole]]),
        }));

    private static MailPlan? Make(Key key, string? locale)
    {
        var values = Named.Select((name, at) => (name, value: (key.Empty >> at & 1) == 1 ? "" : StandIns[name])).ToDictionary(x => x.name, x => x.value, StringComparer.Ordinal);
        values[Holes.Score] = "";
        if (MailTemplate.HasValuesInAddresses(key.Body)) return null;
        var score = key.HasScore ? ScoreStandIn : null;
        var mail = MailTemplate.Lay(key.Body, SubjectStandIn, values, score, new Uri(StandIns[Holes.Unsubscribe]), locale, key.Brand);
        var (text, html) = (mail.Text, mail.Html);
        if (score is not null)
        {
            text = Mark(text, MailPlainText.Score(score));
            html = Mark(html, ScoreRenderer.ToHtml(score, BrandColours.From(key.Brand.Colour)));
            // Within a list or a quotation its lines are indented one by one.
            if (text.Contains($"q{Nonce}question", StringComparison.Ordinal) || html.Contains($"q{Nonce}question", StringComparison.Ordinal)) return null;
        }

        return new MailPlan(Cut(text), Cut(html));
    }

    private static string Mark(string whole, string score) => ("\n" + whole).Replace("\n" + score, $"\nq{Nonce}score", StringComparison.Ordinal)[1..];

    private static List<Piece> Cut(string whole)
    {
        List<Piece> pieces = [];
        var from = 0;
        foreach (Match place in Places.Matches(whole))
        {
            var hole = place.Groups["subject"].Success ? SubjectHole : place.Groups["score"].Success ? ScoreHole : int.Parse(place.Groups["at"].ValueSpan, CultureInfo.InvariantCulture);
            pieces.Add(new(whole[from..place.Index], hole));
            from = place.Index + place.Length;
        }

        pieces.Add(new(whole[from..], null));
        return pieces;
    }

    private static string Fill(IReadOnlyList<Piece> pieces, Func<int, string> value)
    {
        var filled = new StringBuilder(pieces.Sum(x => x.Before.Length) + 2048);
        foreach (var piece in pieces)
        {
            filled.Append(piece.Before);
            if (piece.Hole is { } hole) filled.Append(value(hole));
        }

        return filled.ToString();
    }

    private static bool IsAddress(string name) => name is Holes.Link or Holes.Unsubscribe;

    private static bool IsPlain(string address) => !address.AsSpan().ContainsAnyExcept(PlainCharacters);

    private static readonly System.Buffers.SearchValues<char> PlainCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:/");

    private readonly record struct Key(string Body, MailBrand Brand, bool French, bool HasScore, int Empty);

    private readonly record struct Piece(string Before, int? Hole);
}
