namespace StageSurveys.Web.Tests.Customers;

public sealed class CustomerFormTests
{
    [Fact]
    public async Task A_word_typed_into_a_number_is_refused_beside_its_field_and_what_came_in_otherwise_stays()
    {
        await using var office = await BackOffice.OpenAsync("fr");
        await office.RunAsync("INSERT INTO attribute_definitions (key, \"group\", kind, name_fr, name_en) VALUES ('sales.basket', 'Sales', 'Number', 'Panier', 'Basket'), ('loyalty.member', 'Loyalty', 'Boolean', 'Membre', 'Member')");
        await office.RunAsync("""
            INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
            VALUES ('0194f0a0-0000-7000-8000-000000000001', 'c1', 'camille@example.org', 'Camille', 'fr', '', '{"sales":{"basket":"peu"}}', '00000000-0000-7000-8000-000000000001', false, now(), now())
            """);
        const string Url = "/customers/0194f0a0-0000-7000-8000-000000000001/edit";

        var refused = await office.PostAsync(Url, Url, ("ExternalId", "c1"), ("Name", "Camille"), ("Attributes[0].Key", "sales.basket"), ("Attributes[0].Value", "beaucoup"));
        Assert.Contains("«\u00A0beaucoup\u00A0» n’est pas un nombre", refused.Body!.TextContent, StringComparison.Ordinal);

        await office.PostAsync(Url, Url, ("ExternalId", "c1"), ("Name", "Camille D."), ("Attributes[0].Key", "sales.basket"), ("Attributes[0].Value", "peu"), ("Attributes[1].Key", "loyalty.member"), ("Attributes[1].Value", "oui"));
        Assert.Equal("Camille D. peu true", await office.OneAsync<string>("SELECT name || ' ' || (attributes->'sales'->>'basket') || ' ' || (attributes->'loyalty'->>'member') FROM customers"));

        await office.PostAsync(Url, Url, ("ExternalId", "c1"), ("Name", "Camille D."), ("Attributes[0].Key", "sales.basket"), ("Attributes[0].Value", "120,5"));
        Assert.Equal("120.5", await office.OneAsync<string>("SELECT attributes->'sales'->>'basket' FROM customers"));
    }
}
