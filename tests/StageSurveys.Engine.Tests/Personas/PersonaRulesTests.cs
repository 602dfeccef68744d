using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Tests.Personas;

public sealed class PersonaRulesTests
{
    [Fact]
    public async Task The_first_rule_that_matches_decides_and_the_rest_fall_back()
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("big");
        await people.HasPersonaAsync("french");
        await people.PublishAsync("""
            [{"persona": "big", "when": {"all": [{"attribute": "sales.basket", "operator": ">=", "value": 100}]}},
             {"persona": "french", "when": {"all": [{"attribute": "customer.language", "operator": "=", "value": "fr"}]}}]
            """);
        await people.HasCustomerAsync("both", """{"sales": {"basket": 100}}""", "fr-CA");
        await people.HasCustomerAsync("second", """{"sales": {"basket": 99.99}}""", "fr");
        await people.HasCustomerAsync("neither", """{"sales": {"basket": 99.99}}""", "en");
        Assert.Equal("big", await people.PersonaOfAsync("both"));
        Assert.Equal("french", await people.PersonaOfAsync("second"));
        Assert.Equal("none", await people.PersonaOfAsync("neither"));
    }

    [Theory]
    [InlineData("""{"attribute": "sales.basket", "operator": ">", "value": 10}""", "number,textnumber")]
    [InlineData("""{"attribute": "sales.basket", "operator": "!=", "value": 10}""", "number,textnumber")]
    [InlineData("""{"attribute": "sales.basket", "operator": "in", "value": [48, 7]}""", "number")]
    [InlineData("""{"attribute": "sales.basket", "operator": "set"}""", "number,textnumber,words,flag,date,nodate")]
    [InlineData("""{"attribute": "sales.basket", "operator": "notSet"}""", "nothing")]
    [InlineData("""{"attribute": "sales.basket", "operator": "=", "value": true}""", "flag")]
    [InlineData("""{"attribute": "sales.basket", "operator": "contains", "value": "EAP"}""", "words")]
    [InlineData("""{"attribute": "sales.basket", "operator": "in", "value": ["CHEAP", "other"]}""", "words")]
    [InlineData("""{"attribute": "sales.basket", "operator": ">=", "value": "2026-01-31"}""", "date,nodate")]
    [InlineData("""{"attribute": "sales.basket", "operator": "<", "value": "-1d"}""", "date,nodate")]
    [InlineData("""{"attribute": "customer.created", "operator": "<", "value": "-1d"}""", "")]
    [InlineData("""{"attribute": "customer.email", "operator": "set"}""", "")]
    [InlineData("""{"attribute": "sales.basket", "operator": "=", "value": "x' OR true; DROP TABLE customers; --"}""", "")]
    [InlineData("""{"attribute": "sales.b' OR 1=1 OR 'a", "operator": "set"}""", "")]
    public async Task A_value_of_another_kind_makes_a_condition_untrue_and_never_an_error(string condition, string expected)
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("hit");
        await people.HasCustomerAsync("number", """{"sales": {"basket": 48}}""");
        await people.HasCustomerAsync("textnumber", """{"sales.basket": "48.5"}""");
        await people.HasCustomerAsync("words", """{"sales.basket": "cheap"}""");
        await people.HasCustomerAsync("flag", """{"sales.basket": true}""");
        await people.HasCustomerAsync("date", """{"sales.basket": "2026-01-31"}""");
        await people.HasCustomerAsync("nodate", """{"sales.basket": "2026-02-31"}""");
        await people.HasCustomerAsync("nothing");
        await people.PublishAsync($$$"""[{"persona": "hit", "when": {"all": [{{{condition}}}]}}]""");
        List<string> hits = [];
        foreach (var id in new[] { "number", "textnumber", "words", "flag", "date", "nodate", "nothing" })
        {
            if (await people.PersonaOfAsync(id) == "hit") hits.Add(id);
        }

        Assert.Equal(expected, string.Join(',', hits));
    }

    [Fact]
    public async Task And_and_or_nest()
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("hit");
        await people.PublishAsync("""
            [{"persona": "hit", "when": {"all": [
                {"attribute": "sales.orders", "operator": ">", "value": 2},
                {"any": [{"attribute": "loyalty.member", "operator": "=", "value": true},
                         {"all": [{"attribute": "customer.account", "operator": "set"}, {"attribute": "sales.late", "operator": "=", "value": false}]}]}]}}]
            """);
        await people.HasCustomerAsync("member", """{"sales": {"orders": 3}, "loyalty": {"member": true}}""");
        await people.HasCustomerAsync("business", """{"sales": {"orders": 3, "late": false}}""", account: "ACME");
        await people.HasCustomerAsync("few", """{"sales": {"orders": 2}, "loyalty": {"member": true}}""");
        await people.HasCustomerAsync("late", """{"sales": {"orders": 3, "late": true}}""", account: "ACME");
        Assert.Equal(["hit", "hit", "none", "none"], new[]
        {
            await people.PersonaOfAsync("member"), await people.PersonaOfAsync("business"), await people.PersonaOfAsync("few"), await people.PersonaOfAsync("late"),
        });
    }

    [Fact]
    public void Rules_come_back_as_they_were_written()
    {
        const string Rules = """
            [{"persona":"a","when":{"any":[{"attribute":"sales.basket","operator":"in","kind":"Number","value":[1.5,2]},{"all":[{"attribute":"social.x","operator":"notSet","kind":"Text"}]}]}}]
            """;
        Assert.Equal(Rules.Trim(), PersonaRulesJson.Write(People.Rules(Rules)));
    }

    [Theory]
    [InlineData("nonsense", "rules")]
    [InlineData("{}", "rules")]
    [InlineData("""[{"persona": "a"}]""", "rules[0].when")]
    [InlineData("""[{"persona": "a", "when": {"all": []}}]""", "rules[0].when")]
    [InlineData("""[{"persona": "a", "when": {"all": [{"attribute": "x", "operator": "="}]}}]""", "rules[0].when.all[0].attribute")]
    [InlineData("""[{"persona": "a", "when": {"all": [{"attribute": "sales.x", "operator": "~", "value": 1}]}}]""", "rules[0].when.all[0].operator")]
    [InlineData("""[{"persona": "a", "when": {"all": [{"any": [{"attribute": "sales.x", "operator": "="}]}]}}]""", "rules[0].when.all[0].any[0].value")]
    [InlineData("""[{"persona": "a", "when": {"all": [{"attribute": "sales.x", "operator": ">", "kind": "Number", "value": "cheap"}]}}]""", "rules[0].when.all[0].value")]
    [InlineData("""[{"persona": "a", "when": {"all": [{"attribute": "sales.x", "operator": "<", "value": "cheap"}]}}]""", "rules[0].when.all[0].operator")]
    [InlineData("""[{"persona": "a", "when": {"all": [{"all": [{"all": [{"all": [{"all": [{"attribute": "sales.x", "operator": "set"}]}]}]}]}]}}]""", "rules[0].when.all[0].all[0].all[0].all[0]")]
    [InlineData("""[{"persona": "a", "persona": "b", "when": {"all": []}}]""", "rules")]
    public void A_rule_that_makes_no_sense_is_refused_with_its_place(string json, string field) =>
        Assert.Equal(field, PersonaRulesJson.Read(json).Faults[0].Field);

    [Fact]
    public void Only_comparisons_that_suit_the_kind_are_offered() =>
        Assert.DoesNotContain(RuleOperator.Less, RuleAttributes.OperatorsOf(AttributeKind.Text));
}
