using System.Globalization;

namespace StageSurveys.Engine.Mail;

/// <summary>The colours of a mail, worked out from the brand's so that every text can be read (WCAG 2 contrast of 4.5 or more).</summary>
internal sealed record BrandColours(string Brand, string OnBrand, string LinkOnLight, string LinkOnDark)
{
    public const string Fallback = "#0f5f8c";
    public const string LightPaper = "#ffffff";
    public const string DarkPaper = "#1d2125";

    public static BrandColours From(string? colour)
    {
        var brand = Parse(colour) ?? Parse(Fallback)!.Value;
        var onBrand = Contrast(brand, (255, 255, 255)) >= 4.5 ? "#ffffff" : "#000000";
        return new BrandColours(Hex(brand), onBrand, Hex(Towards(brand, (0, 0, 0), Parse(LightPaper)!.Value)), Hex(Towards(brand, (255, 255, 255), Parse(DarkPaper)!.Value)));
    }

    /// <summary>WCAG 2 contrast ratio of two colours written <c>#rrggbb</c>, 1 to 21.</summary>
    public static double Contrast(string first, string second) => Contrast(Parse(first)!.Value, Parse(second)!.Value);

    private static (int R, int G, int B) Towards((int R, int G, int B) colour, (int R, int G, int B) end, (int R, int G, int B) paper)
    {
        for (var step = 0; step <= 20; step++)
        {
            var mixed = (Mix(colour.R, end.R, step), Mix(colour.G, end.G, step), Mix(colour.B, end.B, step));
            if (Contrast(mixed, paper) >= 4.6) return mixed;
        }

        return end;
    }

    private static int Mix(int from, int to, int step) => from + ((to - from) * step / 20);

    private static double Contrast((int R, int G, int B) first, (int R, int G, int B) second)
    {
        var (a, b) = (Luminance(first), Luminance(second));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance((int R, int G, int B) colour) =>
        (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));

    private static double Linear(int channel)
    {
        var share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }

    private static string Hex((int R, int G, int B) colour) =>
        string.Create(CultureInfo.InvariantCulture, $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}");

    private static (int R, int G, int B)? Parse(string? text)
    {
        var hex = text?.Trim().TrimStart('#') ?? "";
        if (hex.Length == 3) hex = $"{hex[0]}{hex[0]}{hex[1]}{hex[1]}{hex[2]}{hex[2]}";
        if (hex.Length != 6 || !int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return null;
        return (value >> 16, (value >> 8) & 255, value & 255);
    }
}
