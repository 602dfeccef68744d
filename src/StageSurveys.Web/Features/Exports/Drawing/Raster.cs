using System.Globalization;

namespace StageSurveys.Web.Features.Exports.Drawing;

/// <summary>
/// Fills paths into pixels with smooth edges. Each edge leaves in the cells it crosses the area it covers to its right; a running sum along the line is then
/// the share of each pixel inside (exact-area scan conversion, as in FreeType's smooth rasteriser).
/// </summary>
public sealed class Raster(int width, int height)
{
    private readonly byte[] pixels = Enumerable.Repeat((byte)255, 3 * width * height).ToArray();

    /// <summary>Red, green and blue of each pixel, line by line from the top.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>Draws a path in pixels.</summary>
    public void Draw(PathMark path)
    {
        var lines = Flat(path.Steps);
        if (path.Fill is { } fill) Fill(lines, fill, path.Opacity);
        if (path.Stroke is { } stroke && path.Width > 0) Fill(Stroked(path.Dash is { } dash ? Dashed(lines, dash) : lines, path.Width), stroke, path.Opacity);
    }

    private void Fill(List<List<(double X, double Y)>> shapes, string colour, double opacity)
    {
        var points = shapes.SelectMany(x => x).ToArray();
        if (points.Length == 0) return;
        var (left, top) = (Math.Clamp((int)Math.Floor(points.Min(p => p.X)), 0, width), Math.Clamp((int)Math.Floor(points.Min(p => p.Y)), 0, height));
        var (right, bottom) = (Math.Clamp((int)Math.Ceiling(points.Max(p => p.X)), 0, width), Math.Clamp((int)Math.Ceiling(points.Max(p => p.Y)), 0, height));
        var (across, down) = (right - left, bottom - top);
        if (across == 0 || down == 0) return;
        var covered = new double[(across + 2) * down];
        foreach (var shape in shapes)
            for (var i = 0; i < shape.Count; i++)
            {
                var (a, b) = (shape[i], shape[(i + 1) % shape.Count]);
                Edge(covered, across, down, a.X - left, a.Y - top, b.X - left, b.Y - top);
            }

        var (red, green, blue) = Parts(colour);
        for (var y = 0; y < down; y++)
        {
            var sum = 0.0;
            for (var x = 0; x < across; x++)
            {
                sum += covered[y * (across + 2) + x];
                var share = Math.Min(1, Math.Abs(sum)) * opacity;
                if (share < 1 / 512.0) continue;
                var at = 3 * ((top + y) * width + left + x);
                pixels[at] = Mix(pixels[at], red, share);
                pixels[at + 1] = Mix(pixels[at + 1], green, share);
                pixels[at + 2] = Mix(pixels[at + 2], blue, share);
            }
        }
    }

    private static void Edge(double[] covered, int across, int down, double x0, double y0, double x1, double y1)
    {
        if (y0 == y1) return;
        var direction = y0 < y1 ? 1.0 : -1.0;
        if (y0 > y1) (x0, y0, x1, y1) = (x1, y1, x0, y0);
        var slope = (x1 - x0) / (y1 - y0);
        for (var y = Math.Max(0, (int)Math.Floor(y0)); y < Math.Min(down, Math.Ceiling(y1)); y++)
        {
            var (from, to) = (Math.Max(y, y0), Math.Min(y + 1, y1));
            if (to <= from) continue;
            var (start, end) = (Math.Clamp(x0 + (from - y0) * slope, 0, across), Math.Clamp(x0 + (to - y0) * slope, 0, across));
            var (l, r, height) = (Math.Min(start, end), Math.Max(start, end), (to - from) * direction);
            var row = y * (across + 2);
            var (first, last) = ((int)Math.Floor(l), (int)Math.Floor(r));
            if (first == last)
            {
                var inside = height * (1 - ((l + r) / 2 - first));
                covered[row + first] += inside;
                covered[row + first + 1] += height - inside;
                continue;
            }

            // Each cell gets what its stretch of the edge covers beyond what the cells before have got already.
            var given = 0.0;
            for (var x = first; x <= last; x++)
            {
                var (a, b) = (Math.Max(l, x), Math.Min(r, x + 1));
                var before = height * (a - l) / (r - l);
                var here = height * (b - a) / (r - l);
                var total = before + here * (1 - ((a + b) / 2 - x));
                covered[row + x] += total - given;
                given = total;
            }

            covered[row + last + 1] += height - given;
        }
    }

    private static List<List<(double X, double Y)>> Flat(IReadOnlyList<Step> steps)
    {
        List<List<(double X, double Y)>> shapes = [];
        List<(double X, double Y)> shape = [];
        foreach (var step in steps)
        {
            if (step.Kind == 'M') shapes.Add(shape = [(step.X, step.Y)]);
            else if (step.Kind == 'L') shape.Add((step.X, step.Y));
            else if (step.Kind == 'Z') shape.Add(shape[0]);
            else Bend(shape, step);
        }

        return shapes;
    }

    private static void Bend(List<(double X, double Y)> shape, Step step)
    {
        var (x0, y0) = shape[^1];
        var cubic = step.Kind == 'C';
        // A quadratic is the cubic whose control points lie two thirds of the way.
        var (x1, y1) = cubic ? (step.X1, step.Y1) : (x0 + 2 * (step.X1 - x0) / 3, y0 + 2 * (step.Y1 - y0) / 3);
        var (x2, y2) = cubic ? (step.X2, step.Y2) : (step.X + 2 * (step.X1 - step.X) / 3, step.Y + 2 * (step.Y1 - step.Y) / 3);
        var length = Math.Abs(x1 - x0) + Math.Abs(y1 - y0) + Math.Abs(x2 - x1) + Math.Abs(y2 - y1) + Math.Abs(step.X - x2) + Math.Abs(step.Y - y2);
        var count = Math.Clamp((int)(length / 3) + 3, 3, 60);
        for (var i = 1; i <= count; i++)
        {
            var t = (double)i / count;
            var s = 1 - t;
            shape.Add((s * s * s * x0 + 3 * s * s * t * x1 + 3 * s * t * t * x2 + t * t * t * step.X, s * s * s * y0 + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t * t * t * step.Y));
        }
    }

    private static List<List<(double X, double Y)>> Dashed(List<List<(double X, double Y)>> lines, IReadOnlyList<double> dash)
    {
        List<List<(double X, double Y)>> pieces = [];
        foreach (var line in lines)
        {
            var (index, left) = (0, dash[0]);
            List<(double X, double Y)> piece = [line[0]];
            for (var i = 1; i < line.Count; i++)
            {
                var (from, to) = (line[i - 1], line[i]);
                var length = Math.Sqrt((to.X - from.X) * (to.X - from.X) + (to.Y - from.Y) * (to.Y - from.Y));
                var gone = 0.0;
                while (length - gone > left)
                {
                    gone += left;
                    var at = (from.X + (to.X - from.X) * gone / length, from.Y + (to.Y - from.Y) * gone / length);
                    piece.Add(at);
                    if (index % 2 == 0) pieces.Add(piece);
                    (piece, index) = ([at], index + 1);
                    left = dash[index % dash.Count];
                }

                left -= length - gone;
                piece.Add(to);
            }

            if (index % 2 == 0 && piece.Count > 1) pieces.Add(piece);
        }

        return pieces;
    }

    // A stroke is a box along each piece and a round joint between two; all turn the same way, or they would take each other out.
    private static List<List<(double X, double Y)>> Stroked(List<List<(double X, double Y)>> lines, double thickness)
    {
        List<List<(double X, double Y)>> shapes = [];
        var half = thickness / 2;
        foreach (var line in lines)
            for (var i = 1; i < line.Count; i++)
            {
                var ((ax, ay), (bx, by)) = (line[i - 1], line[i]);
                var length = Math.Sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
                if (length < 1e-9) continue;
                var (nx, ny) = (-(by - ay) / length * half, (bx - ax) / length * half);
                shapes.Add([(ax - nx, ay - ny), (bx - nx, by - ny), (bx + nx, by + ny), (ax + nx, ay + ny)]);
                if (i > 1 && thickness > 1.5)
                    shapes.Add([.. Enumerable.Range(0, 12).Select(k => (ax + half * Math.Cos(k * Math.PI / 6), ay + half * Math.Sin(k * Math.PI / 6)))]);
            }

        return shapes;
    }

    private static (byte Red, byte Green, byte Blue) Parts(string colour)
    {
        var value = int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return ((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    private static byte Mix(byte under, byte over, double share) => (byte)Math.Round(under + (over - under) * share);
}
