using StageSurveys.Web.Features.Exports.Drawing;
using StageSurveys.Web.Hosting;
using Xunit;

namespace StageSurveys.Web.Tests.Exports;

public class DrawingTests
{
    [Fact]
    public void A_filled_shape_covers_as_much_as_it_is_large()
    {
        var box = new Raster(40, 40);
        box.Draw(new PathMark([new('M', 10.25, 10.5), new('L', 20.75, 10.5), new('L', 20.75, 30), new('L', 10.25, 30), new('Z')], "#000000"));
        Assert.Equal(10.5 * 19.5, Ink(box), 0.5);
        var slant = new Raster(40, 40);
        slant.Draw(new PathMark([new('M', 3, 2), new('L', 37, 20), new('L', 5, 35), new('Z')], "#000000"));
        Assert.Equal(0.5 * Math.Abs((37 - 3) * (35 - 2) - (5 - 3) * (20 - 2)), Ink(slant), 1);
        var hole = new Raster(40, 40);
        hole.Draw(new PathMark([new('M', 5, 5), new('L', 35, 5), new('L', 35, 35), new('L', 5, 35), new('Z'), new('M', 15, 15), new('L', 15, 25), new('L', 25, 25), new('L', 25, 15), new('Z')], "#000000"));
        Assert.Equal(900 - 100, Ink(hole), 0.5);
    }

    [Fact]
    public void A_line_is_as_thick_as_it_is_told_and_a_shape_outside_the_paper_leaves_no_trace()
    {
        var raster = new Raster(60, 60);
        raster.Draw(new PathMark([new('M', 10, 10), new('L', 50, 40)], null, "#000000", 3));
        Assert.Equal(50 * 3, Ink(raster), 2);
        var dashed = new Raster(60, 60);
        dashed.Draw(new PathMark([new('M', 5, 30), new('L', 55, 30)], null, "#000000", 2, 1, [5, 5]));
        Assert.Equal(25 * 2, Ink(dashed), 1);
        raster = new Raster(10, 10);
        raster.Draw(new PathMark([new('M', -30, -5), new('L', -10, -5), new('L', -10, 30), new('Z')], "#000000"));
        Assert.Equal(0, Ink(raster), 3);
        raster.Draw(new PathMark([new('M', -5, -5), new('L', 20, -5), new('L', 20, 20), new('L', -5, 20), new('Z')], "#000000"));
        Assert.Equal(100, Ink(raster), 3);
    }

    [Fact]
    public async Task French_letters_are_in_the_typeface_and_a_line_is_never_longer_than_its_room()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var typeface = office.The<Typeface>();
        const string french = "àâäæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»’“”–—−€№…·☆ ";
        Assert.Equal(french.Replace('№', '№'), typeface.Settable(french));
        Assert.DoesNotContain(french.EnumerateRunes(), x => x.Value != ' ' && typeface[Cut.Regular].Outline(typeface[Cut.Regular].Glyph(x)).Count == 0 && x.Value is not 0xA0);
        Assert.Equal("a b□", typeface.Settable("a\r\nb\U0001F69A\uFE0F").Replace("  ", " ", StringComparison.Ordinal));
        foreach (var text in (string[])["Une phrase assez longue pour plusieurs lignes.", "Anticonstitutionnellementsansaucunespace", "𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳𝒳 x"])
            foreach (var cut in Enum.GetValues<Cut>())
            {
                var lines = typeface.Lines(text, 9, 55, cut);
                Assert.True(lines.Count > 1);
                Assert.All(lines, x => Assert.True(typeface.Width(x, 9, cut) <= 55.001 || x.EnumerateRunes().Count() == 1, x));
                Assert.Equal(typeface.Settable(text).Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
            }
    }

    [Theory]
    [InlineData("fr")]
    [InlineData("en")]
    public async Task No_text_leaves_the_paper_however_long_a_name_is(string language)
    {
        await using var office = await BackOffice.OpenAsync(language);
        await AnsweredShop.FillAsync(office, string.Join(' ', Enumerable.Repeat("Livraison-extraordinairement-longue", 6)));
        foreach (var url in (string[])["/maps/many/export.svg?journey=shop", "/maps/many/export.svg?journey=shop&layout=poster", "/journeys/shop/export.svg", "/maps/many/export.svg?journey=shop&layout=poster&group=team"])
        {
            var svg = System.Xml.Linq.XDocument.Parse(await office.Client.GetStringAsync(url)).Root!;
            var typeface = office.The<Typeface>();
            double width = (double)svg.Attribute("width")!, height = (double)svg.Attribute("height")!;
            foreach (var line in svg.Descendants().Where(x => x.Attribute("aria-label") is not null))
            {
                var at = line.Attribute("transform")!.Value.Split('(', ' ', ')').Where(x => double.TryParse(x, System.Globalization.CultureInfo.InvariantCulture, out _)).Select(x => double.Parse(x, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                var length = typeface.Width(line.Attribute("aria-label")!.Value, 1000 * at[2], Cut.Strong) * 0.9;
                Assert.True(at[0] >= 0 && at[0] + length <= width && at[1] > 0 && at[1] < height, $"{url}: {line.Attribute("aria-label")!.Value} at {at[0]:0} of {width:0}");
            }
        }
    }

    [Fact]
    public async Task A_picture_in_pixels_shows_what_the_drawing_holds()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        var typeface = office.The<Typeface>();
        var canvas = new Canvas(typeface);
        canvas.Box(10, 10, 30, 20, "#ff0000");
        canvas.Text(50, 40, "Été", 30, "#0000ff", Cut.Strong);
        var picture = new Picture(120, 60, "fr", "Essai", "Essai", canvas.Marks);
        var (width, height, pixels) = ReadFiles.Png(PngFile.Write(picture, typeface, 2));
        Assert.Equal((240, 120), (width, height));
        Assert.Equal([255, 0, 0], At(50, 40));
        Assert.Equal([255, 255, 255], At(5, 5));
        // The stem of the capital, and its accent above the height of capitals.
        Assert.Equal([0, 0, 255], At((int)(2 * (50 + 30 * 0.09)), 70));
        var left = Enumerable.Range(100, 60).SelectMany(x => Enumerable.Range(14, 20).Select(y => (X: x, Y: y))).Count(p => At(p.X, p.Y)[0] < 128);
        Assert.True(left > 10, $"{left} dark points above the capitals");

        byte[] At(int x, int y) => pixels[(3 * (width * y + x))..(3 * (width * y + x) + 3)];
    }

    [Fact]
    public async Task The_typeface_is_built_with_the_assets_and_comes_with_its_licence()
    {
        await using var office = await BackOffice.OpenAsync("en");
        Assert.Contains("SIL OPEN FONT LICENSE", await office.Client.GetStringAsync(office.The<AssetManifest>()["inter-licence.txt"]), StringComparison.OrdinalIgnoreCase);
    }

    private static double Ink(Raster raster)
    {
        var sum = 0.0;
        var pixels = raster.Pixels;
        for (var i = 0; i < pixels.Length; i += 3) sum += 1 - pixels[i] / 255.0;
        return sum;
    }
}
