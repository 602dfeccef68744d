using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Imports.Mapping;

namespace StageSurveys.Engine.Tests.Imports;

public sealed class MappingTests
{
    [Theory]
    [InlineData("""{"version":2,"name":"m","kind":"customers","customer":{"id":"{id}"}}""", "version")]
    [InlineData("""{"version":1,"name":"Not a key","kind":"customers","customer":{"id":"{id}"}}""", "name")]
    [InlineData("""{"version":1,"name":"m","kind":"wishes","customer":{"id":"{id}"}}""", "kind")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","customer":{"idd":"{id}"}}""", "customer.idd")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","customer":{"id":"{id"}}""", "customer.id")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","customer":{"id":"{id}","attributes":{"colour":"{c}"}}}""", "customer.attributes.colour")]
    [InlineData("""{"version":1,"name":"m","kind":"events","customer":{"id":"{id}"}}""", "events")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","dates":{"zone":"Mars/North"},"customer":{"id":"{id}"}}""", "dates.zone")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","customer":{"id":"{id}"},"joins":[{"name":"a","file":"../b.csv","key":"k","columns":["x"]}]}""", "joins[0].file")]
    [InlineData("""{"version":1,"name":"m","kind":"answers","customer":{"id":"{id}"},"answer":{"survey":{"key":"s"},"key":"{k}","at":"{t}","touchpoint":"d","questions":[{"name":"q","value":"{q}","measure":"joy"}]}}""", "answer.questions[0].measure")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","customer":{"id":"{id}"},"ensure":{"personas":[{"key":"p","name":"P","when":{"all":[]}}]}}""", "ensure.personas[0].when")]
    [InlineData("not json", "mapping")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","customer":{"id":"{id}","role":"\u0000"}}""", "mapping")]
    [InlineData("""{"version":1,"name":"m","kind":"customers","customer":{"id":"{id}","role":"\ud800"}}""", "mapping")]
    public void A_wrong_mapping_is_refused_with_the_path_of_what_is_wrong(string json, string field) =>
        Assert.Contains(MappingReader.Read(json).Faults, fault => fault.Field == field);

    [Fact]
    public async Task The_mappings_that_come_with_the_product_can_be_read()
    {
        await using var desk = await ImportDesk.OpenAsync();
        var mappings = desk.Engine.Get<SavedMappings>();
        var names = await mappings.NamesAsync(default);
        Assert.Equal(["olist-orders", "olist-reviews", "sfo-2017"], names);
        foreach (var name in names) Assert.Empty((await mappings.ResolveAsync(name, default)).Faults);
    }

    [Theory]
    [InlineData("2026-07-01 12:00:00", "Europe/Paris", "2026-07-01T10:00:00Z")]
    [InlineData("2026-01-01 12:00:00", "Europe/Paris", "2026-01-01T11:00:00Z")]
    [InlineData("2026-03-29 02:30:00", "Europe/Paris", "2026-03-29T01:30:00Z")]
    [InlineData("2017-10-15 00:00:00", "America/Sao_Paulo", "2017-10-15T03:00:00Z")]
    [InlineData("2026-07-01T12:00:00+05:00", "Europe/Paris", "2026-07-01T07:00:00Z")]
    public void A_time_without_an_offset_is_read_in_the_mappings_zone(string text, string zone, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), new DateReading { Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) }.Instant(text));
}
