using System.Globalization;
using System.Numerics;

namespace StageSurveys.Engine.Scores;

/// <summary>A decimal number of any length, as PostgreSQL's numeric: sums of it are exact and the same in whatever order.</summary>
/// <param name="Units">The digits.</param>
/// <param name="Scale">How many of them stand behind the point.</param>
internal readonly record struct ExactSum(BigInteger Units, int Scale)
{
    /// <summary>A double rounded to 15 digits, as PostgreSQL makes a numeric of one (see <see cref="CellChanges.Terms"/>).</summary>
    public static ExactSum Of(double value)
    {
        // Sign, first digit, point, fourteen digits, E, exponent.
        var text = value.ToString("E14", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var units = BigInteger.Parse(text[..e].Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var scale = 14 - int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (scale < 0 ? new ExactSum(units * BigInteger.Pow(10, -scale), 0) : new ExactSum(units, scale)).Trimmed();
    }

    /// <summary>What PostgreSQL writes of a numeric.</summary>
    public static ExactSum Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? new ExactSum(BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), 0)
            : new ExactSum(BigInteger.Parse(text.Remove(point, 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), text.Length - point - 1);
    }

    public static ExactSum operator +(ExactSum a, ExactSum b) => a.Scale == b.Scale
        ? a with { Units = a.Units + b.Units }
        : a.Scale < b.Scale ? new ExactSum(a.Units * BigInteger.Pow(10, b.Scale - a.Scale) + b.Units, b.Scale) : b + a;

    public static ExactSum operator *(ExactSum a, int times) => a with { Units = a.Units * times };

    /// <summary>As PostgreSQL reads it, without zeros at the end.</summary>
    public override string ToString()
    {
        var (units, scale) = Trimmed();
        var digits = BigInteger.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (units.Sign < 0 ? "-" : "") + (scale == 0 ? digits : digits.Insert(digits.Length - scale, "."));
    }

    private ExactSum Trimmed()
    {
        var (units, scale) = (Units, Scale);
        if (units.IsZero) return default;
        while (scale > 0 && BigInteger.DivRem(units, 10, out var rest) is var fewer && rest.IsZero) (units, scale) = (fewer, scale - 1);
        return new ExactSum(units, scale);
    }
}
