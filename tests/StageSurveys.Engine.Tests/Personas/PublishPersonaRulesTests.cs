using Microsoft.EntityFrameworkCore;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Personas;

namespace StageSurveys.Engine.Tests.Personas;

public sealed class PublishPersonaRulesTests
{
    private const string Rules = """
        [{"persona": "big", "when": {"all": [{"attribute": "sales.basket", "operator": ">=", "value": 50}]}},
         {"persona": "small", "when": {"all": [{"attribute": "sales.basket", "operator": ">=", "value": 20}]}}]
        """;

    [Fact]
    public async Task The_preview_says_what_publishing_then_does()
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("big");
        var small = await people.HasPersonaAsync("small");
        var stored = await people.Get<UpsertCustomers>().RunAsync([.. Enumerable.Range(0, 100).Select(i => People.Customer($"c{i}", $$"""{"sales.basket": {{i}}}"""))], default);
        await people.Get<SetPersona>().RunAsync(stored[99].CustomerId!.Value, small, default);

        var preview = (await people.Get<PreviewPersonaRules>().RunAsync(People.Rules(Rules), default)).Value!;
        Assert.Equal([50, 80], preview.Rules.Select(x => x.Matches));
        Assert.Equal([49, 30], preview.Rules.Select(x => x.Gets));
        Assert.Equal((20L, 1L, 79L, 100L), (preview.Fallback, preview.Locked, preview.Moves, preview.Total));

        var published = (await people.Get<PublishPersonaRules>().RunAsync(People.Rules(Rules), 0, "me", default)).Value!;
        Assert.Equal((1, (int)preview.Moves), (published.Version, published.Moved));
        await using var db = people.Database.OpenDb();
        var counts = await db.Customers.GroupBy(x => x.PersonaId).Select(x => new { x.Key, N = x.Count() }).ToDictionaryAsync(x => x.Key, x => x.N);
        Assert.Equal(preview.Fallback, counts[Customer.FallbackPersonaId]);
        Assert.Equal(preview.Rules[1].Gets + preview.Locked, counts[small]);

        var again = (await people.Get<PreviewPersonaRules>().RunAsync(People.Rules(Rules), default)).Value!;
        Assert.Equal(0, again.Moves);
        Assert.Equal(80, (await people.Get<PreviewPersonaRules>().RunAsync([], default)).Value!.Moves + 1);
    }

    [Fact]
    public async Task Rules_published_over_somebody_elses_are_refused()
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("big");
        await people.HasPersonaAsync("small");
        await people.PublishAsync(Rules);
        var late = await people.Get<PublishPersonaRules>().RunAsync(People.Rules(Rules), 0, "late", default);
        Assert.Equal("version", late.Faults.Single().Field);
        await people.PublishAsync("[]", seen: 1);
        await using var db = people.Database.OpenDb();
        Assert.Equal(["[]", People.Rules(Rules).Count.ToString()], new[]
        {
            (await db.PersonaRuleSets.SingleAsync(x => x.Version == 2)).Rules,
            People.Rules((await db.PersonaRuleSets.SingleAsync(x => x.Version == 1)).Rules).Count.ToString(),
        });
    }

    [Fact]
    public async Task Rules_cannot_name_the_fallback_or_a_persona_that_is_not_there()
    {
        await using var people = await People.CreateAsync();
        foreach (var key in new[] { "none", "nobody" })
        {
            var rules = People.Rules($$$"""[{"persona": "{{{key}}}", "when": {"all": [{"attribute": "sales.x", "operator": "set"}]}}]""");
            Assert.Equal("rules[0].persona", (await people.Get<PublishPersonaRules>().RunAsync(rules, 0, "me", default)).Faults.Single().Field);
            Assert.Equal("rules[0].persona", (await people.Get<PreviewPersonaRules>().RunAsync(rules, default)).Faults.Single().Field);
        }
    }

    [Fact]
    public async Task A_persona_set_by_hand_stays_until_it_is_given_back_to_the_rules()
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("big");
        var small = await people.HasPersonaAsync("small");
        await people.PublishAsync(Rules);
        var id = await people.HasCustomerAsync("c", """{"sales.basket": 60}""");
        Assert.Equal("big", await people.PersonaOfAsync("c"));
        Assert.True((await people.Get<SetPersona>().RunAsync(id, small, default)).Ok);
        await people.HasCustomerAsync("c", """{"sales.basket": 70}""");
        await people.PublishAsync(Rules, seen: 1);
        Assert.Equal("small", await people.PersonaOfAsync("c"));
        Assert.True((await people.Get<SetPersona>().RunAsync(id, null, default)).Ok);
        Assert.Equal("big", await people.PersonaOfAsync("c"));
        Assert.False((await people.Get<SetPersona>().RunAsync(id, Guid.CreateVersion7(), default)).Ok);
    }

    [Fact]
    public async Task Customers_of_a_persona_that_is_put_away_go_where_the_remaining_rules_say()
    {
        await using var people = await People.CreateAsync();
        var big = await people.HasPersonaAsync("big");
        await people.HasPersonaAsync("small");
        await people.PublishAsync(Rules);
        await people.HasCustomerAsync("ruled", """{"sales.basket": 60}""");
        await people.Get<SetPersona>().RunAsync(await people.HasCustomerAsync("locked"), big, default);
        Assert.Equal(2, (await people.Get<ArchivePersona>().RunAsync(big, "me", default)).Value);
        Assert.Equal("small", await people.PersonaOfAsync("ruled"));
        Assert.Equal("none", await people.PersonaOfAsync("locked"));
        Assert.False((await people.Get<ArchivePersona>().RunAsync(Customer.FallbackPersonaId, "me", default)).Ok);
        await using var db = people.Database.OpenDb();
        Assert.Equal(2, await db.PersonaRuleSets.MaxAsync(x => x.Version));
    }

    [Fact]
    public async Task Customers_stored_while_rules_are_published_end_under_the_new_rules()
    {
        await using var people = await People.CreateAsync();
        await people.HasPersonaAsync("big");
        await people.HasPersonaAsync("small");
        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(0, 8).Select(b => people.Get<UpsertCustomers>().RunAsync(
                [.. Enumerable.Range(0, 50).Select(i => People.Customer($"{b}-{i}", """{"sales.basket": 60}"""))], default))),
            people.PublishAsync(Rules));
        await using var db = people.Database.OpenDb();
        Assert.Equal(0, await db.Customers.CountAsync(x => x.PersonaId == Customer.FallbackPersonaId));
    }

    [Fact]
    public async Task No_persona_stays_last_however_the_others_are_ordered()
    {
        await using var people = await People.CreateAsync();
        var (a, b, c) = (await people.HasPersonaAsync("a"), await people.HasPersonaAsync("b"), await people.HasPersonaAsync("c"));
        await people.Get<ReorderPersonas>().RunAsync([Customer.FallbackPersonaId, c, a], default);
        await using var db = people.Database.OpenDb();
        Assert.Equal([c, a, b, Customer.FallbackPersonaId], await db.Personas.OrderBy(x => x.Position).Select(x => x.Id).ToListAsync());
    }
}
